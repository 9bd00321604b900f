/// Floating-point numbers as JSON writes them.
package enum DoubleText {
  /// Integers up to this are exact as doubles.
  private static let exactMax = 9_007_199_254_740_992.0

  /// The number with the fewest digits that read back as the same double; nil when it is not finite.
  package static func value(_ double: Double, in arena: Arena) -> Value? {
    guard double.isFinite else { return nil }
    if double.magnitude < exactMax, let integer = Int64(exactly: double) { return Value(integer) }
    return arena.number(text(double))
  }

  /// Plain digits from a millionth up to 10^21, an exponent without padding beyond: the layout of JavaScript and of
  /// Go's JSON encoder.
  package static func text(_ double: Double) -> String {
    // Swift writes the shortest digits too, but changes to an exponent elsewhere.
    let (bytes, point) = GoFloat.shortest(double.magnitude)
    let digits = String(decoding: bytes, as: UTF8.self)
    return (double.sign == .minus ? "-" : "") + layOut(digits, point)
  }

  /// - Parameter point: where the point stands: 0.d1d2… × 10^point.
  private static func layOut(_ digits: String, _ point: Int) -> String {
    switch point {
    case -5...0: return "0." + String(repeating: "0", count: -point) + digits
    case 1...21 where digits.utf8.count <= point:
      return digits + String(repeating: "0", count: point - digits.utf8.count)
    case 1...21: return digits.prefix(point) + "." + digits.dropFirst(point)
    default:
      let exponent = point - 1
      let fraction = digits.utf8.count > 1 ? "." + digits.dropFirst() : ""
      return digits.prefix(1) + fraction + "e" + (exponent > 0 ? "+" : "") + String(exponent)
    }
  }
}
