/// Which number texts the language takes.
enum NumberLiteral {
  enum Verdict {
    case valid, leadingZero, invalid, tooBig
  }

  /// Magnitudes beyond two to the power of this are refused, as texts of their digits would be huge.
  private static let binaryExponentMax = 100_000.0

  /// Judges digits with an optional fraction and exponent; `isFraction` when a `.` came before them.
  static func check(_ text: String, isFraction: Bool) -> Verdict {
    let bytes = Array(text.utf8)
    if !isFraction, bytes.count > 1, bytes[0] == UInt8(ascii: "0"), !isZeroWithFractionOrExponent(bytes) {
      return .leadingZero
    }
    var scale = isFraction ? 0 : -1
    var digits = 0
    var leading = 0.0
    var leadingDigits = 0
    var firstDigit = 0
    var exponent = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "."):
        guard scale < 0 else { return .invalid }
        scale = digits
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        guard let value = Int(String(decoding: bytes[index...], as: UTF8.self)) else { return .invalid }
        exponent = value
        index = bytes.count
      default:
        if leadingDigits == 0, byte == UInt8(ascii: "0") {
          firstDigit += 1
        } else if leadingDigits < 17 {
          leading = leading * 10 + Double(byte - UInt8(ascii: "0"))
          leadingDigits += 1
        }
        digits += 1
      }
    }
    guard leading > 0 else { return .valid }
    if scale < 0 { scale = digits }
    let places = scale - firstDigit - leadingDigits
    let magnitude = (Double(exponent) + Double(places)) * 3.321928094887362 + Double(leading.exponent) + 1
    return magnitude.magnitude > binaryExponentMax ? .tooBig : .valid
  }

  private static func isZeroWithFractionOrExponent(_ bytes: [UInt8]) -> Bool {
    bytes[1] == UInt8(ascii: ".") || (bytes.count > 2 && bytes[1] | 0x20 == UInt8(ascii: "e"))
  }
}
