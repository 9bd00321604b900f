/// The rule that fields with one response name can be merged.
///
/// Fields are compared within each selection set, and between the sets and fragments that meet in it. Pairs of
/// fragments are compared once; what remains is quadratic at worst, and every comparison is charged to the validator.
final class GraphQLOverlaps {
  /// The fields of a selection set by their response names, in order, and the fragments that it spreads.
  private struct Fields {
    var names: [String] = []
    var byName: [String: [GraphQLField]] = [:]
    var spreads: [GraphQLSpread] = []

    func isSame(as other: Fields) -> Bool {
      guard names == other.names else { return false }
      return names.allSatisfy { name in
        guard let own = byName[name], let others = other.byName[name], own.count == others.count else { return false }
        return zip(own, others).allSatisfy { $0 === $1 }
      }
    }
  }

  private struct Conflict {
    var name: String
    var message: String
    var parts: [Conflict] = []
    var place: GraphQLPlace?

    var text: String {
      if parts.isEmpty { return message }
      return parts.map { "subfields \"\($0.name)\" conflict because \($0.text)" }.joined(separator: " and ")
    }
  }

  private struct Pair: Hashable {
    var first: String
    var second: String
  }

  /// Pairs that were compared, and whether as fields that exclude each other.
  private var comparedPairs: [Pair: Bool] = [:]
  private var comparedFragments: Set<String> = []
  /// Fields by the selection set's fragment.
  private var fieldsOfFragments: [String: Fields] = [:]

  func check(_ selections: [GraphQLSelection], _ validator: GraphQLValidator) throws(GraphQLFailure) {
    if selections.isEmpty { return }
    let fields = try collect(selections, validator)
    var conflicts: [Conflict] = []
    for name in fields.names {
      let same = fields.byName[name] ?? []
      for (index, first) in same.enumerated() {
        for second in same[(index + 1)...] {
          if let found = try conflict(first, second, false, validator) { conflicts.append(found) }
        }
      }
    }
    comparedFragments = []
    for (index, spread) in fields.spreads.enumerated() {
      conflicts += try between(fields, spread, false, validator)
      for other in fields.spreads[(index + 1)...] { conflicts += try between(spread, other, false, validator) }
    }
    for conflict in conflicts {
      let advice = "Use different aliases on the fields to fetch both if this was intentional."
      try validator.report(
        "Fields \"\(conflict.name)\" conflict because \(conflict.text). \(advice)", at: conflict.place)
    }
  }

  private func collect(
    _ selections: [GraphQLSelection], _ validator: GraphQLValidator
  ) throws(GraphQLFailure) -> Fields {
    var fields = Fields()
    func visit(_ selections: [GraphQLSelection]) throws(GraphQLFailure) {
      try validator.spend(selections.count)
      for selection in selections {
        switch selection {
        case .field(let field):
          if fields.byName[field.responseName] == nil { fields.names.append(field.responseName) }
          fields.byName[field.responseName, default: []].append(field)
        case .inlineFragment(let fragment): try visit(fragment.selections)
        case .spread(let spread): fields.spreads.append(spread)
        }
      }
    }
    try visit(selections)
    return fields
  }

  private func fields(
    of fragment: GraphQLFragment, _ validator: GraphQLValidator
  ) throws(GraphQLFailure) -> Fields {
    if let found = fieldsOfFragments[fragment.name] { return found }
    let made = try collect(fragment.selections, validator)
    fieldsOfFragments[fragment.name] = made
    return made
  }

  // MARK: Between sets

  private func between(
    _ fields: Fields, _ spread: GraphQLSpread, _ areExclusive: Bool, _ validator: GraphQLValidator
  ) throws(GraphQLFailure) -> [Conflict] {
    try validator.spend()
    guard comparedFragments.insert(spread.name).inserted, let fragment = spread.definition else { return [] }
    let others = try self.fields(of: fragment, validator)
    if fields.isSame(as: others) { return [] }
    var conflicts = try between(fields, others, areExclusive, validator)
    try validator.nested { () throws(GraphQLFailure) in
      for inner in others.spreads where inner.name != spread.name {
        conflicts += try between(fields, inner, areExclusive, validator)
      }
    }
    return conflicts
  }

  private func between(
    _ first: GraphQLSpread, _ second: GraphQLSpread, _ areExclusive: Bool, _ validator: GraphQLValidator
  ) throws(GraphQLFailure) -> [Conflict] {
    try validator.spend()
    if first.name == second.name { return [] }
    let pair =
      first.name < second.name
      ? Pair(first: first.name, second: second.name)
      : Pair(first: second.name, second: first.name)
    // Compared as fields that may meet covers as fields that exclude each other.
    if let compared = comparedPairs[pair], areExclusive || !compared { return [] }
    comparedPairs[pair] = areExclusive
    guard let a = first.definition, let b = second.definition else { return [] }
    let fieldsA = try fields(of: a, validator)
    let fieldsB = try fields(of: b, validator)
    var conflicts = try between(fieldsA, fieldsB, areExclusive, validator)
    try validator.nested { () throws(GraphQLFailure) in
      for inner in fieldsB.spreads { conflicts += try between(first, inner, areExclusive, validator) }
      for inner in fieldsA.spreads { conflicts += try between(inner, second, areExclusive, validator) }
    }
    return conflicts
  }

  private func between(
    _ first: Fields, _ second: Fields, _ areExclusive: Bool, _ validator: GraphQLValidator
  ) throws(GraphQLFailure) -> [Conflict] {
    var conflicts: [Conflict] = []
    try validator.spend(first.names.count)
    for name in first.names {
      guard let others = second.byName[name] else { continue }
      for field in first.byName[name] ?? [] {
        for other in others {
          if let found = try conflict(field, other, areExclusive, validator) { conflicts.append(found) }
        }
      }
    }
    return conflicts
  }

  // MARK: Between fields

  private func conflict(
    _ a: GraphQLField, _ b: GraphQLField, _ parentsAreExclusive: Bool, _ validator: GraphQLValidator
  ) throws(GraphQLFailure) -> Conflict? {
    try validator.spend(1 + a.arguments.count &* b.arguments.count)
    guard let parentA = a.parent, let parentB = b.parent else { return nil }
    let areExclusive =
      parentsAreExclusive
      || (parentA.name != parentB.name && parentA.kind == .object && parentB.kind == .object
        && a.definition != nil && b.definition != nil)
    func conflict(_ message: String) -> Conflict { Conflict(name: a.responseName, message: message, place: b.place) }
    if !areExclusive {
      if a.name != b.name { return conflict("\"\(a.name)\" and \"\(b.name)\" are different fields") }
      if !haveSameArguments(a, b) { return conflict("they have differing arguments") }
    }
    if let typeA = a.definition?.type, let typeB = b.definition?.type, areConflicting(typeA, typeB, validator.schema) {
      return conflict("they return conflicting types \"\(typeA.text)\" and \"\(typeB.text)\"")
    }
    if a.selections.isEmpty, b.selections.isEmpty { return nil }
    var parts: [Conflict] = []
    try validator.nested { () throws(GraphQLFailure) in
      parts = try betweenSelections(of: a, and: b, areExclusive, validator)
    }
    return parts.isEmpty ? nil : Conflict(name: a.responseName, message: "", parts: parts, place: b.place)
  }

  private func betweenSelections(
    of a: GraphQLField, and b: GraphQLField, _ areExclusive: Bool, _ validator: GraphQLValidator
  ) throws(GraphQLFailure) -> [Conflict] {
    let first = try collect(a.selections, validator)
    let second = try collect(b.selections, validator)
    var conflicts = try between(first, second, areExclusive, validator)
    for spread in second.spreads {
      comparedFragments = []
      conflicts += try between(first, spread, areExclusive, validator)
    }
    for spread in first.spreads {
      comparedFragments = []
      conflicts += try between(second, spread, areExclusive, validator)
    }
    for spread in first.spreads {
      for other in second.spreads { conflicts += try between(spread, other, areExclusive, validator) }
    }
    return conflicts
  }

  private func haveSameArguments(_ a: GraphQLField, _ b: GraphQLField) -> Bool {
    a.arguments.count == b.arguments.count
      && a.arguments.allSatisfy { argument in
        b.arguments.contains {
          $0.name == argument.name && $0.value.kind == argument.value.kind && $0.value.raw == argument.value.raw
        }
      }
  }

  private func areConflicting(_ a: GraphQLType, _ b: GraphQLType, _ schema: GraphQLSchema) -> Bool {
    if a.element != nil || b.element != nil {
      guard let elementA = a.element, let elementB = b.element else { return true }
      return areConflicting(elementA, elementB, schema)
    }
    if a.isNonNull != b.isNonNull { return true }
    guard let typeA = schema.types[a.name], let typeB = schema.types[b.name] else { return false }
    return typeA.isLeaf && typeB.isLeaf && typeA.name != typeB.name
  }
}
