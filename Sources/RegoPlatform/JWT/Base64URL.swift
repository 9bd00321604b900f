// Unsafe: decodes into arena memory.

internal import Rego

/// base64url without padding, as tokens are written.
enum Base64URL {
  /// What the reference's decoder says about a text that is no base64url.
  struct DecodeError: Error {
    let message: String
  }

  private static let invalid: UInt8 = 0xFF

  /// The six bits of each byte, or `invalid`.
  private static let sextets: [UInt8] = {
    var table = [UInt8](repeating: invalid, count: 256)
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    for (value, byte) in letters.enumerated() { table[Int(byte)] = UInt8(value) }
    return table
  }()

  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// Decodes `text`, with or without padding, into the arena.
  static func decode(_ text: UnsafeBufferPointer<UInt8>, _ arena: Arena) throws(DecodeError) -> UnsafeBufferPointer<
    UInt8
  > {
    var length = text.count
    while length > 0, text.count - length < 2, text[length - 1] == UInt8(ascii: "=") { length -= 1 }
    let output = arena.allocate(UInt8.self, count: length * 3 / 4 + 3)
    var count = 0
    var bits: UInt32 = 0
    var held = 0
    for index in 0..<length {
      let sextet = sextets[Int(text[index])]
      guard sextet != invalid else { throw DecodeError(message: "illegal base64 data at input byte \(index)") }
      bits = bits << 6 | UInt32(sextet)
      held += 6
      if held >= 8 {
        held -= 8
        output[count] = UInt8(truncatingIfNeeded: bits >> UInt32(held))
        count += 1
      }
    }
    if length % 4 == 1 {
      throw DecodeError(message: "illegal base64url string: \(String(decoding: text, as: UTF8.self))")
    }
    return UnsafeBufferPointer(start: output, count: count)
  }

  static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count * 4 / 3 + 2)
    var bits: UInt32 = 0
    var held = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      held += 8
      while held >= 6 {
        held -= 6
        output.append(letters[Int(bits >> UInt32(held) & 63)])
      }
    }
    if held > 0 { output.append(letters[Int(bits << UInt32(6 - held) & 63)]) }
    return output
  }

  /// Decodes a member of a JSON Web Key.
  static func decode(_ text: String) -> [UInt8]? {
    let arena = Arena()
    var text = text
    return withExtendedLifetime(arena) {
      text.withUTF8 { bytes in (try? decode(bytes, arena)).map(Array.init) }
    }
  }
}
