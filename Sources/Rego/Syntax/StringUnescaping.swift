/// The value of a string's content.
enum StringUnescaping {
  /// Resolves JSON escapes (and `\{` in a template). Nil when one is faulty, or when an escaped string has a control
  /// character in it.
  static func resolve(_ bytes: ArraySlice<UInt8>, isTemplate: Bool = false) -> String? {
    guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        guard byte >= 0x20, byte != UInt8(ascii: "\"") else { return nil }
        result.append(byte)
        continue
      }
      guard index < bytes.endIndex else { return nil }
      let escape = bytes[index]
      index += 1
      if escape == UInt8(ascii: "u") {
        guard let scalar = unicodeEscape(bytes, &index) else { return nil }
        result.append(contentsOf: String(Character(scalar)).utf8)
      } else {
        guard let plain = simpleEscape(escape, isTemplate: isTemplate) else { return nil }
        result.append(plain)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A raw template's text: `\{` is `{`, all else stands as it is.
  static func resolveRaw(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.endIndex, bytes[index + 1] == UInt8(ascii: "{") {
        index += 1
      }
      result.append(bytes[index])
      index += 1
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func simpleEscape(_ byte: UInt8, isTemplate: Bool) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "/"): byte
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "{") where isTemplate: byte
    default: nil
    }
  }

  /// The scalar of `\uXXXX`, or of two of them that are a surrogate pair; half a pair is U+FFFD.
  private static func unicodeEscape(_ bytes: ArraySlice<UInt8>, _ index: inout Int) -> Unicode.Scalar? {
    guard let unit = hexadecimal(bytes, index) else { return nil }
    index += 4
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if unit < 0xDC00, index + 6 <= bytes.endIndex, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u"), let low = hexadecimal(bytes, index + 2), low >= 0xDC00, low < 0xE000
    {
      index += 6
      return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    }
    return "\u{FFFD}"
  }

  private static func hexadecimal(_ bytes: ArraySlice<UInt8>, _ start: Int) -> UInt32? {
    guard start + 4 <= bytes.endIndex else { return nil }
    var value: UInt32 = 0
    for byte in bytes[start..<(start + 4)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
