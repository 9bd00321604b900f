import Crypto

/// SHA-256 digests that name versions of policies and bundles.
public enum Fingerprint {
  /// The digest of the parts, one after another, 32 bytes.
  public static func of(_ parts: some Sequence<[UInt8]>) -> [UInt8] {
    var hash = SHA256()
    for part in parts { hash.update(data: part) }
    return Array(hash.finalize())
  }

  /// Padded base64 of the standard alphabet.
  public static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var output: [UInt8] = []
    output.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var word = 0
      for (index, byte) in group.enumerated() { word |= Int(byte) << (16 - 8 * index) }
      for index in 0..<4 {
        output.append(index <= group.count ? alphabet[word >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
