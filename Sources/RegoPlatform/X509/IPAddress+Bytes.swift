internal import Rego

extension IPAddress {
  /// From 4 or 16 bytes.
  init(bytes: [UInt8]) {
    let number = bytes.reduce(0) { $0 << 8 | UInt128($1) }
    self.init(bits: bytes.count == 4 ? IPAddress.mappedPrefix | number : number)
  }

  /// From its text; nil when that is no address.
  init?(text: String) {
    guard let found = Array(text.utf8).withUnsafeBufferPointer({ IPAddress.parse($0) }) else { return nil }
    self = found.address
  }

  /// Whether 16 bytes are an IPv4 address as IPv6 writes it.
  static func isMapped(_ bytes: [UInt8]) -> Bool {
    bytes.count == 16 && bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
  }
}
