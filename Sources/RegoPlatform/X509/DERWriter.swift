/// Writes the little DER that keys of JSON are handed on in.
enum DERWriter {
  /// The algorithm identifier of RSA keys, without the sequence around it.
  static let rsaEncryption: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00]

  static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    guard content.count >= 128 else { return [tag, UInt8(content.count)] + content }
    let length = withUnsafeBytes(of: UInt64(content.count).bigEndian) { Array($0.drop { $0 == 0 }) }
    return [tag, 0x80 | UInt8(length.count)] + length + content
  }

  /// A number that is not negative, from big-endian bytes.
  static func integer(_ magnitude: [UInt8]) -> [UInt8] {
    let digits = Array(magnitude.drop { $0 == 0 })
    let isHigh = digits.first.map { $0 & 0x80 != 0 } ?? true
    return element(DERReader.Tag.integer, isHigh ? [0] + digits : digits)
  }
}
