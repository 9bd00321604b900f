/// Walks protobuf's wire format within bounds.
struct WireReader {
  /// A field as it lies on the wire.
  enum Payload {
    case varint(UInt64)
    case fixed64(UInt64)
    case bytes(UnsafeBufferPointer<UInt8>)
    case fixed32
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The next field, or nil at the end.
  mutating func next() throws(DecodeError) -> (number: UInt64, payload: Payload)? {
    guard position < bytes.count else { return nil }
    let tag = try varint()
    let number = tag >> 3
    guard number > 0, number < 1 << 29 else { throw .malformed }
    switch tag & 7 {
    case 0: return (number, .varint(try varint()))
    case 1:
      let raw = UnsafeRawBufferPointer(try take(8))
      return (number, .fixed64(UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))))
    case 2: return (number, .bytes(try take(try varint())))
    case 5:
      _ = try take(4)
      return (number, .fixed32)
    default: throw .malformed
    }
  }

  private mutating func varint() throws(DecodeError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count, shift < 64 {
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw .malformed
  }

  private mutating func take(_ count: UInt64) throws(DecodeError) -> UnsafeBufferPointer<UInt8> {
    guard count <= UInt64(bytes.count - position) else { throw .malformed }
    let start = position
    position += Int(count)
    return UnsafeBufferPointer(rebasing: bytes[start..<position])
  }
}
