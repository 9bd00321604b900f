/// Builds messages in protobuf's wire format, wrong ones too.
enum Wire {
  static func varint(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  static func field(_ number: UInt64, _ payload: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(UInt64(payload.count)) + payload
  }

  static func field(_ number: UInt64, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

  static func number(_ number: UInt64, _ value: UInt64) -> [UInt8] { varint(number << 3) + varint(value) }

  static func double(_ number: UInt64, _ value: Double) -> [UInt8] {
    varint(number << 3 | 1) + (0..<8).map { UInt8(value.bitPattern >> (8 * $0) & 255) }
  }

  static func entry(_ number: UInt64, _ key: [UInt8], _ value: [UInt8]) -> [UInt8] {
    field(number, field(1, key) + field(2, value))
  }

  /// A CheckRequest with these fields of `attributes.request.http`.
  static func http(_ fields: [UInt8]) -> [UInt8] { field(1, field(4, field(2, fields))) }

  static func header(_ name: String, _ value: [UInt8]) -> [UInt8] { entry(3, Array(name.utf8), value) }

  /// A CheckRequest whose filter metadata is one Struct under `f`.
  static func metadata(_ structBytes: [UInt8]) -> [UInt8] {
    field(1, field(11, entry(1, Array("f".utf8), structBytes)))
  }

  static func decodeBase64(_ text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var bytes: [UInt8] = []
    var bits = 0
    var count = 0
    for character in text.utf8 {
      guard let digit = alphabet.firstIndex(of: character) else { break }
      bits = (bits << 6 | digit) & 0xFFFFFF
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(bits >> count & 255))
      }
    }
    return bytes
  }
}
