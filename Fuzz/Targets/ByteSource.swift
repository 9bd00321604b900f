/// Choices made from a fuzzer's bytes: equal bytes make equal choices, and where they end, all choices are the first.
package struct ByteSource {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  package init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  package var isAtEnd: Bool { position >= bytes.count }

  package mutating func byte() -> UInt8 {
    guard position < bytes.count else { return 0 }
    position += 1
    return bytes[position - 1]
  }

  /// A number below `bound`, which is at most 65,536.
  package mutating func number(below bound: Int) -> Int {
    bound <= 256 ? Int(byte()) % max(bound, 1) : (Int(byte()) << 8 | Int(byte())) % bound
  }

  /// True once in `count` times.
  package mutating func isOne(in count: Int) -> Bool { number(below: count) == count - 1 }

  package mutating func one<T>(of choices: [T]) -> T { choices[number(below: choices.count)] }

  /// Up to `countMax` bytes as they are.
  package mutating func take(_ countMax: Int) -> ArraySlice<UInt8> {
    let count = min(countMax, bytes.count - position)
    defer { position += count }
    return Array(bytes[position..<(position + count)])[...]
  }

  package mutating func rest() -> ArraySlice<UInt8> { take(.max) }

  package mutating func word() -> Int64 {
    Int64(bitPattern: take(8).reduce(0) { $0 << 8 | UInt64($1) })
  }
}
