/// What lies within values of a type.
extension StaticType {
  /// The type of a constant key; nil for terms that are no constants.
  init?(ofKey term: Term) {
    switch term.node {
    case .null: self = .null
    case .boolean: self = .boolean
    case .number: self = .number
    case .string: self = .string
    case .array(let elements), .set(let elements): self = .array(elements.map { StaticType(ofKey: $0) })
    case .object(let items):
      self = .object(
        items.map { ObjectType.Property(key: $0.key.asTypeKey, value: StaticType(ofKey: $0.value)) })
    default: return nil
    }
  }

  /// What a constant key leads to; nil when that is nothing.
  static func select(_ type: StaticType?, _ key: Term) -> StaticType? {
    switch type {
    case .array(let array):
      guard case .number(let text) = key.node, let index = Int(text) else { return nil }
      return array.select(index)
    case .object(let object): return object.select(key.asTypeKey)
    case .set(let set):
      let type = StaticType(ofKey: key)
      if compare(set.member, type) == 0 { return set.member }
      guard case .any? = set.member, let type, set.member.contains(type) else { return nil }
      return type
    case .any(let union):
      if union.members.isEmpty { return type }
      return union.members.reduce(nil) { or(select($1, key), $0) }
    case .null, .boolean, .number, .string, .function, nil: return nil
    }
  }

  /// What a reference leads to: for brackets that are no scalars, every value.
  static func select(_ type: StaticType?, _ path: some Sequence<Term>) -> StaticType? {
    var type = type
    for step in path {
      if type == nil { return nil }
      type = step.isScalar ? select(type, step) : values(of: type)
    }
    return type
  }

  /// The type of the keys over which a bracket iterates; nil when there are none.
  static func keys(of type: StaticType?) -> StaticType? {
    switch type {
    case .array: return .number
    case .object(let object):
      let keys = object.properties.reduce(nil) { or($0, StaticType(ofKey: $1.key)) }
      return or(keys, object.rest?.key)
    case .set(let set): return set.member
    case .any(let union):
      return union.members.isEmpty ? type : union.members.reduce(nil) { or(keys(of: $1), $0) }
    case .null, .boolean, .number, .string, .function, nil: return nil
    }
  }

  /// The type of what a bracket iterates over; nil when there is nothing.
  static func values(of type: StaticType?) -> StaticType? {
    switch type {
    case .array(let array): return or(array.elements.reduce(nil, or), array.rest)
    case .object(let object): return or(object.properties.reduce(nil) { or($0, $1.value) }, object.rest?.value)
    case .set(let set): return set.member
    case .any(let union):
      return union.members.isEmpty ? type : union.members.reduce(nil) { or(values(of: $1), $0) }
    case .null, .boolean, .number, .string, .function, nil: return nil
    }
  }
}

extension Term {
  /// Whether evaluation has nothing to do for it.
  var isConstant: Bool {
    switch node {
    case .null, .boolean, .number, .string: true
    case .array(let elements), .set(let elements): elements.allSatisfy(\.isConstant)
    case .object(let items): items.allSatisfy { $0.key.isConstant && $0.value.isConstant }
    default: false
    }
  }

  /// The key of a property: types do not tell a set from the array of its members.
  var asTypeKey: Term {
    switch node {
    case .array(let elements), .set(let elements): Term(.array(elements.map(\.asTypeKey)), at: location)
    case .object(let items):
      Term(.object(items.map { ObjectItem(key: $0.key.asTypeKey, value: $0.value.asTypeKey) }), at: location)
    default: self
    }
  }
}
