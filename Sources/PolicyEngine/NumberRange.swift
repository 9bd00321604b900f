// Unsafe: reads digits in place.

package import Rego

/// Questions about the size of numbers.
package enum NumberRange {
  /// The text of the first number that no 64-bit float can hold, or nil.
  package static func firstBeyondDouble(_ value: Value) -> String? {
    switch value.tag {
    case .decimal:
      let text = String(decoding: value.utf8, as: UTF8.self)
      return (Double(text) ?? .infinity).isFinite ? nil : text
    case .array:
      for element in value.elements {
        if let found = firstBeyondDouble(element) { return found }
      }
      return nil
    case .object:
      for entry in value.unorderedEntries {
        if let found = firstBeyondDouble(entry.value) { return found }
      }
      return nil
    default: return nil
    }
  }

  /// The sign of an integral number of any size: -1, 0 or 1; nil when it has a fraction.
  static func sign(ofIntegral value: Value) -> Int? {
    if let integer = value.integer { return Int(integer.signum()) }
    guard value.tag == .decimal else { return nil }
    // What is integral and fits no 64-bit integer is not zero.
    return isIntegral(value.utf8) ? (value.utf8.first == UInt8(ascii: "-") ? -1 : 1) : nil
  }

  /// Whether a decimal has no fraction: not more digits behind the point, trailing zeros aside, than the exponent moves.
  private static func isIntegral(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var fractionDigits = 0
    var integerZeros = 0
    var seenPoint = false
    var index = 0
    var position = 0
    while index < text.count, text[index] | 0x20 != UInt8(ascii: "e") {
      let byte = text[index]
      if byte == UInt8(ascii: ".") { seenPoint = true }
      if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        if seenPoint {
          position += 1
          if byte != UInt8(ascii: "0") { fractionDigits = position }
        } else {
          integerZeros = byte == UInt8(ascii: "0") ? integerZeros + 1 : 0
        }
      }
      index += 1
    }
    let written = index < text.count ? String(decoding: text[(index + 1)...], as: UTF8.self) : "0"
    guard let exponent = Int(written) else { return !written.hasPrefix("-") }
    if fractionDigits > 0 { return exponent >= fractionDigits }
    return exponent >= -integerZeros
  }
}
