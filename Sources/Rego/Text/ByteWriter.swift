// Unsafe: a growing buffer of bytes.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A growing buffer of bytes that is cleared and used again, so that writing a record allocates nothing after the
/// first few.
public final class ByteWriter {
  private struct State {
    var start: UnsafeMutablePointer<UInt8>
    var count = 0
    var capacity: Int
    var byteCountMax = Int.max
    var isFull = false
  }
  private let state: UnsafeMutablePointer<State>

  public init(capacity: Int = 1024) {
    state = .allocate(capacity: 1)
    let bytes = malloc(max(capacity, 64))!.assumingMemoryBound(to: UInt8.self)
    state.initialize(to: State(start: bytes, capacity: max(capacity, 64)))
  }

  deinit {
    free(state.pointee.start)
    state.deallocate()
  }

  public var count: Int { state.pointee.count }

  /// What was written since the last ``clear()``; valid until the next write.
  package var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: state.pointee.start, count: state.pointee.count)
  }

  public var array: [UInt8] { Array(bytes) }

  /// The bytes as text.
  public var string: String { String(decoding: bytes, as: UTF8.self) }

  public func clear() {
    state.pointee.count = 0
    state.pointee.isFull = false
  }

  /// How many bytes may be written; what is more leaves the writer full, and its bytes mean nothing then.
  package var byteCountMax: Int {
    get { state.pointee.byteCountMax }
    set { state.pointee.byteCountMax = newValue }
  }

  /// Whether more than ``byteCountMax`` bytes were written since the last ``clear()``. Whoever writes something that
  /// may be far larger than its source asks now and then.
  @inline(__always) package var isFull: Bool { state.pointee.isFull }

  /// Forgets everything after the first `count` bytes.
  package func truncate(to count: Int) { state.pointee.count = min(count, state.pointee.count) }

  @inline(__always)
  private func reserve(_ more: Int) {
    if state.pointee.count + more > state.pointee.capacity { grow(more) }
  }

  @inline(never)
  private func grow(_ more: Int) {
    if state.pointee.count > state.pointee.byteCountMax - more {
      state.pointee.isFull = true
      state.pointee.count = 0
      if more <= state.pointee.capacity { return }
    }
    let capacity = max(state.pointee.capacity * 2, state.pointee.count + more)
    guard let grown = realloc(state.pointee.start, capacity) else { fatalError("out of memory for \(capacity) bytes") }
    state.pointee.start = grown.assumingMemoryBound(to: UInt8.self)
    state.pointee.capacity = capacity
  }

  @inline(__always)
  package func write(_ byte: UInt8) {
    reserve(1)
    state.pointee.start[state.pointee.count] = byte
    state.pointee.count += 1
  }

  package func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    memcpy(state.pointee.start + state.pointee.count, source, bytes.count)
    state.pointee.count += bytes.count
  }

  package func write(_ text: StaticString) {
    write(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  public func write(_ text: String) {
    var text = text
    text.withUTF8 { write($0) }
  }

  package func write(_ integer: Int64) {
    reserve(20)
    state.pointee.count += DecimalText.writeInteger(
      integer, into: UnsafeMutableBufferPointer(start: state.pointee.start + state.pointee.count, count: 20))
  }
}
