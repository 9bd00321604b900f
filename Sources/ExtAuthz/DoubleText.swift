internal import Rego

/// Floating-point numbers as JSON writes them.
enum DoubleText {
  /// Integers below this are exact as doubles.
  private static let exactMax = 9_007_199_254_740_992.0

  /// The number with the fewest digits that read back as the same double; nil when it is not finite.
  static func value(_ double: Double, in arena: Arena) -> Value? {
    guard double.isFinite else { return nil }
    if double.magnitude < exactMax, let integer = Int64(exactly: double) { return Value(integer) }
    return arena.number(text(double))
  }

  /// Plain digits from a millionth up to 10^21, an exponent without padding beyond: the layout of JavaScript and of
  /// Go's JSON encoder.
  private static func text(_ double: Double) -> String {
    // Swift writes the shortest digits too, but changes to an exponent elsewhere.
    var digits = ""
    var pointAt = 0
    var exponent = 0
    var seenPoint = false
    let description = double.magnitude.description
    for (offset, character) in description.enumerated() {
      if character == "." {
        seenPoint = true
      } else if character == "e" {
        exponent = Int(description.dropFirst(offset + 1)) ?? 0
        break
      } else {
        digits.append(character)
        if !seenPoint { pointAt += 1 }
      }
    }
    pointAt += exponent
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    while digits.count > 1, digits.first == "0" {
      digits.removeFirst()
      pointAt -= 1
    }
    return (double.sign == .minus ? "-" : "") + layOut(digits, pointAt: pointAt)
  }

  private static func layOut(_ digits: String, pointAt: Int) -> String {
    switch pointAt {
    case -5...0: return "0." + String(repeating: "0", count: -pointAt) + digits
    case 1...21 where digits.count <= pointAt:
      return digits + String(repeating: "0", count: pointAt - digits.count)
    case 1...21: return digits.prefix(pointAt) + "." + digits.dropFirst(pointAt)
    default:
      let exponent = pointAt - 1
      let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
      return digits.prefix(1) + fraction + "e" + (exponent > 0 ? "+" : "") + String(exponent)
    }
  }
}
