// Unsafe: reads and builds collections in place.

package import Rego

/// Numbers as 64-bit floats, for the places where users can see that the reference reads them so.
package enum BinaryNumbers {
  /// A copy of `value` in which every number went through a 64-bit float.
  package static func rounded(_ value: Value, into arena: Arena) -> Value {
    switch value.tag {
    case .int:
      // Every integer below 2^53 is exact.
      if value.int64.magnitude <= 1 << 53 { return value }
      return number(Double(value.int64), in: arena)
    case .decimal: return number(double(value), in: arena)
    case .array:
      let (array, elements) = arena.array(count: value.count)
      for (index, element) in value.elements.enumerated() { elements[index] = rounded(element, into: arena) }
      return array
    case .object:
      var builder = ObjectBuilder(arena, capacity: value.count)
      for entry in value.sortedEntries { builder.append(arena.copy(entry.key), rounded(entry.value, into: arena)) }
      return builder.finish()
    default: return arena.copy(value)
    }
  }

  /// Whether every number fits a 64-bit float.
  package static func allFinite(_ value: Value) -> Bool {
    switch value.tag {
    case .decimal: double(value).isFinite
    case .array: value.elements.allSatisfy(allFinite)
    case .object: value.unorderedEntries.allSatisfy { allFinite($0.value) }
    default: true
    }
  }

  private static func double(_ value: Value) -> Double {
    Double(String(decoding: value.utf8, as: UTF8.self)) ?? .infinity
  }

  /// A finite number with the shortest digits that read back to it.
  package static func number(_ double: Double, in arena: Arena) -> Value {
    if double == double.rounded(), double.magnitude < 0x1p62 { return Value(Int64(double)) }
    return arena.number(text(double))
  }

  /// Plain digits from 1e-6 up to 1e21, else with an exponent, as the reference prints floats.
  static func text(_ double: Double) -> String {
    let (digits, exponent) = shortestDigits(double.magnitude)
    let sign = double < 0 ? "-" : ""
    if double == 0 { return "0" }
    if exponent > 21 || exponent < -5 {
      let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
      let power = exponent - 1
      return "\(sign)\(digits.prefix(1))\(fraction)e\(power < 0 ? "-" : "+")\(power.magnitude)"
    }
    if exponent <= 0 { return sign + "0." + String(repeating: "0", count: -exponent) + digits }
    if digits.count <= exponent { return sign + digits + String(repeating: "0", count: exponent - digits.count) }
    return sign + digits.prefix(exponent) + "." + digits.dropFirst(exponent)
  }

  /// Digits d1d2… and the exponent of 0.d1d2… × 10^exponent.
  private static func shortestDigits(_ magnitude: Double) -> (String, Int) {
    let parts = magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    var digits = String(mantissa[0]) + (mantissa.count > 1 ? String(mantissa[1]) : "")
    var exponent = mantissa[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    while digits.hasPrefix("0"), digits.count > 1 {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
    return (digits, exponent)
  }
}
