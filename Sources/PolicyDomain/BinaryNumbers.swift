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
      // Else the measure of a nested array would be taken anew on every level above it.
      return arena.measured(array)
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
    return arena.number(DoubleText.text(double))
  }
}
