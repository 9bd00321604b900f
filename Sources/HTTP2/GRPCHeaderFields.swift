/// Reads and writes the header fields that gRPC adds to HTTP/2.
enum GRPCHeaderFields {
  /// `grpc-timeout`: one to eight digits and a unit. Nil when it is not of that form.
  static func timeoutNanoseconds(_ text: UnsafeRawBufferPointer) -> UInt64? {
    guard text.count >= 2, text.count <= 9, let unit = text.last else { return nil }
    var value: UInt64 = 0
    for byte in text.dropLast() {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      value = value * 10 + UInt64(byte - 0x30)
    }
    let scale: UInt64
    switch unit {
    case UInt8(ascii: "H"): scale = 3_600_000_000_000
    case UInt8(ascii: "M"): scale = 60_000_000_000
    case UInt8(ascii: "S"): scale = 1_000_000_000
    case UInt8(ascii: "m"): scale = 1_000_000
    case UInt8(ascii: "u"): scale = 1_000
    case UInt8(ascii: "n"): scale = 1
    default: return nil
    }
    let (product, overflow) = value.multipliedReportingOverflow(by: scale)
    return overflow ? .max : product
  }

  /// Whether a content type is gRPC with protobuf messages: `application/grpc`, `application/grpc+proto`, and
  /// parameters after a semicolon. `application/grpc-web` is another protocol.
  static func isGRPC(contentType: UnsafeRawBufferPointer) -> Bool {
    guard let rest = suffix(of: contentType, after: "application/grpc") else { return false }
    if isEndOfMediaType(rest) { return true }
    guard let afterCodec = suffix(of: rest, after: "+proto") else { return false }
    return isEndOfMediaType(afterCodec)
  }

  /// `grpc-message`: printable ASCII but `%` stands for itself, every other byte of the UTF-8 text is `%XX`.
  static func percentEncoded(_ message: String) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(message.utf8.count)
    for byte in message.utf8 {
      if byte >= 0x20, byte <= 0x7E, byte != UInt8(ascii: "%") {
        bytes.append(byte)
      } else {
        bytes.append(UInt8(ascii: "%"))
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      }
    }
    return bytes
  }

  static func equals(_ bytes: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
    guard bytes.count == text.utf8CodeUnitCount else { return false }
    let expected = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    return bytes.elementsEqual(expected)
  }

  private static func isEndOfMediaType(_ rest: UnsafeRawBufferPointer) -> Bool {
    guard let first = rest.first else { return true }
    return first == UInt8(ascii: ";") || first == UInt8(ascii: " ")
  }

  /// What follows `prefix` in `text`, compared without regard to the case of ASCII letters.
  private static func suffix(of text: UnsafeRawBufferPointer, after prefix: StaticString) -> UnsafeRawBufferPointer? {
    let count = prefix.utf8CodeUnitCount
    guard text.count >= count else { return nil }
    for index in 0..<count {
      let byte = text[index]
      let lower = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
      if lower != prefix.utf8Start[index] { return nil }
    }
    return UnsafeRawBufferPointer(rebasing: text[count...])
  }
}
