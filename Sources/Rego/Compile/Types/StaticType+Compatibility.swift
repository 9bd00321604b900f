/// Whether a value can be of two types.
extension StaticType {
  /// Whether some value may be of both types. An unknown type has no values.
  static func unifies(_ a: StaticType?, _ b: StaticType?) -> Bool {
    var comparison = TypeComparison()
    return comparison.unifies(a, b)
  }
}

/// Compares two types with bounded work: when that is used up, they are taken for compatible.
private struct TypeComparison {
  private var steps = 0
  private static let stepsMax = 1 << 17

  mutating func unifies(_ a: StaticType?, _ b: StaticType?) -> Bool {
    guard let a, let b else { return false }
    steps += 1
    if steps > TypeComparison.stepsMax { return true }
    switch (a, b) {
    case (.any(let union), let other), (let other, .any(let union)):
      if unifies(union, other) { return true }
      if case .any(let second) = other { return unifies(second, .any(union)) }
      return false
    case (.null, .null), (.boolean, .boolean), (.number, .number), (.string, .string): return true
    case (.array(let a), .array(let b)): return (a === b && !a.extent.isUnknown) || unifies(a, b)
    case (.object(let a), .object(let b)): return (a === b && !a.extent.isUnknown) || unifies(a, b)
    case (.set(let a), .set(let b)): return unifies(a.member, b.member)
    case (.function(let f), .function(let g)):
      return f.arguments.count == g.arguments.count
        && zip(f.arguments, g.arguments).allSatisfy { unifies($0.type, $1.type) }
    default: return false
    }
  }

  private mutating func unifies(_ union: UnionType, _ other: StaticType) -> Bool {
    if case .function = other { return false }
    if union.members.isEmpty { return true }
    for member in union.members where unifies(member, other) { return true }
    return false
  }

  private mutating func unifies(_ a: ArrayType, _ b: ArrayType) -> Bool {
    for index in 0..<max(a.elements.count, b.elements.count)
    where !unifies(a.select(index), b.select(index)) { return false }
    guard let x = a.rest, let y = b.rest else { return true }
    return unifies(x, y)
  }

  private mutating func unifies(_ a: ObjectType, _ b: ObjectType) -> Bool {
    for property in a.properties where !unifies(property.value, b.select(property.key)) { return false }
    for property in b.properties where a.property(property.key) == nil {
      if !unifies(property.value, a.select(property.key)) { return false }
    }
    guard let x = a.rest?.value, let y = b.rest?.value else { return true }
    return unifies(x, y)
  }
}
