/// Order and unions.
extension StaticType {
  private var rank: Int {
    switch self {
    case .null: 0
    case .boolean: 1
    case .number: 2
    case .string: 3
    case .array: 4
    case .object: 5
    case .set: 6
    case .any: 7
    case .function: 8
    }
  }

  /// Negative, zero or positive; unknown types come first.
  static func compare(_ a: StaticType?, _ b: StaticType?) -> Int {
    guard let a, let b else { return (a == nil ? 0 : 1) - (b == nil ? 0 : 1) }
    switch (a, b) {
    case (.array(let a), .array(let b)): return a === b ? 0 : compare(a, b)
    case (.object(let a), .object(let b)): return a === b ? 0 : compare(a, b)
    case (.set(let a), .set(let b)): return a === b ? 0 : compare(a.member, b.member)
    case (.any(let a), .any(let b)): return a === b ? 0 : compare(a.members, b.members)
    case (.function(let a), .function(let b)):
      if a.arguments.count != b.arguments.count { return a.arguments.count - b.arguments.count }
      return compare(a.operands.map(\.type), b.operands.map(\.type))
    default: return a.rank - b.rank
    }
  }

  private static func compare(_ a: [StaticType?], _ b: [StaticType?]) -> Int {
    for (x, y) in zip(a, b) {
      let order = compare(x, y)
      if order != 0 { return order }
    }
    return a.count - b.count
  }

  private static func compare(_ a: ArrayType, _ b: ArrayType) -> Int {
    let rest = compare(a.rest, b.rest)
    return rest != 0 ? rest : compare(a.elements, b.elements)
  }

  private static func compare(_ a: ObjectType, _ b: ObjectType) -> Int {
    guard let x = a.rest, let y = b.rest else {
      return a.rest == nil && b.rest == nil ? compareProperties(a, b) : a.rest == nil ? -1 : 1
    }
    let keys = compare(x.key, y.key)
    if keys != 0 { return keys }
    let values = compare(x.value, y.value)
    return values != 0 ? values : compareProperties(a, b)
  }

  private static func compareProperties(_ a: ObjectType, _ b: ObjectType) -> Int {
    for (x, y) in zip(a.properties, b.properties) {
      let keys = TermOrder.compare(x.key, y.key)
      if keys != 0 { return keys }
      let values = compare(x.value, y.value)
      if values != 0 { return values }
    }
    return a.properties.count - b.properties.count
  }

  // MARK: Unions

  /// What is of one type or the other. Unknown types add nothing.
  static func or(_ a: StaticType?, _ b: StaticType?) -> StaticType? {
    guard let a else { return b }
    guard let b else { return a }
    switch (a, b) {
    case (.null, .null), (.boolean, .boolean), (.number, .number), (.string, .string): return a
    case (.function(let f), .function(let g)): return or(f, g)
    case (.function, _), (_, .function): return nil
    case (.any(let x), .any(let y)): return merge(x, y)
    case (.any(let union), let other), (let other, .any(let union)): return insert(other, into: union)
    default:
      let order = compare(a, b)
      return order == 0 ? a : union(ofSorted: order < 0 ? [a, b] : [b, a])
    }
  }

  private static func or(_ a: FunctionType, _ b: FunctionType) -> StaticType? {
    guard a.arguments.count == b.arguments.count else { return nil }
    let arguments = zip(a.arguments, b.arguments).map { or($0.type, $1.type) }
    return .function(FunctionType(arguments: arguments, result: or(a.result?.type, b.result?.type)))
  }

  private static func insert(_ other: StaticType, into union: UnionType) -> StaticType {
    if union.members.isEmpty { return .any(union) }
    let place = union.members.firstIndex { compare($0, other) >= 0 } ?? union.members.count
    if place < union.members.count, compare(union.members[place], other) == 0 { return .any(union) }
    var members = union.members
    members.insert(other, at: place)
    return .union(ofSorted: members)
  }

  private static func merge(_ a: UnionType, _ b: UnionType) -> StaticType {
    if a.members.isEmpty || a === b { return .any(a) }
    if b.members.isEmpty { return .any(b) }
    var members: [StaticType] = []
    var (left, right) = (a.members[...], b.members[...])
    while let x = left.first, let y = right.first {
      let order = compare(x, y)
      members.append(order <= 0 ? x : y)
      if order <= 0 { left.removeFirst() }
      if order >= 0 { right.removeFirst() }
    }
    return .union(ofSorted: members + left + right)
  }
}

extension StaticType? {
  /// Whether every value of `other` is one of this type, as far as that is easily told.
  func contains(_ other: StaticType) -> Bool {
    guard case .any(let union)? = self else { return StaticType.compare(self, other) == 0 }
    return union.members.isEmpty || union.members.contains { StaticType.compare($0, other) == 0 }
  }
}
