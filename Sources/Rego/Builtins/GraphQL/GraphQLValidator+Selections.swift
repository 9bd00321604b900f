// The rules about fields and fragments.

extension GraphQLValidator {
  // MARK: Fields

  func check(field: GraphQLField) throws(GraphQLFailure) {
    if let definition = field.definition {
      if let parent = field.parent {
        try knownArguments(
          field.arguments, definition.arguments, "on field \"\(parent.name).\(field.name)\"", at: field.place)
      }
    } else if let parent = field.parent {
      let alternatives = try alternatives(field.name, parent)
      try report(
        "Cannot query field \"\(field.name)\" on type \"\(parent.name)\".\(alternatives)", at: field.place)
    }
    if field.name == "__schema" || field.name == "__type" { try introspectionDepth(field) }
    if operation != nil { try overlaps.check(field.selections, self) }
    if let definition = field.definition {
      try requiredArguments(field.arguments, definition.arguments, "Field \"\(field.name)\"", at: field.place)
      try scalarLeaf(field, definition)
    }
    try uniqueArguments(field.arguments)
  }

  /// What could have been meant: a fragment on a type that has the field, or a similar field.
  private func alternatives(_ name: String, _ parent: GraphQLDefinition) throws(GraphQLFailure) -> String {
    let types = parent.isAbstract ? try options(schema.possibleTypes[parent.name]?.map(\.name) ?? []) : []
    let withField = try typesWithField(name, types)
    if !withField.isEmpty {
      let list = GraphQLSuggestions.list(withField.map { "\"\($0)\"" })
      return " Did you mean to use an inline fragment on \(list)?"
    }
    guard parent.kind == .object || parent.kind == .interface else { return "" }
    return GraphQLSuggestions.text("Did you mean", name, try options(parent.fields.map(\.name)))
  }

  /// The types that have the field and the interfaces that give it to them, those that most types implement first.
  private func typesWithField(_ name: String, _ types: [String]) throws(GraphQLFailure) -> [String] {
    var objects: [String] = []
    var interfaces: [String: Int] = [:]
    for type in types.compactMap({ schema.types[$0] }) where type.field(name) != nil {
      objects.append(type.name)
      try spend(type.interfaces.count)
      for interface in type.interfaces where schema.types[interface]?.field(name) != nil {
        interfaces[interface, default: 0] += 1
      }
    }
    return (Array(interfaces.keys) + objects).sorted { a, b in
      let counts = (interfaces[a] ?? 0, interfaces[b] ?? 0)
      return counts.0 != counts.1 ? counts.0 > counts.1 : a.utf8.lexicographicallyPrecedes(b.utf8)
    }
  }

  private func scalarLeaf(_ field: GraphQLField, _ definition: GraphQLFieldDefinition) throws(GraphQLFailure) {
    guard let type = schema.type(of: definition.type) else { return }
    if type.isLeaf, !field.selections.isEmpty {
      try report(
        "Field \"\(field.name)\" must not have a selection since type \"\(type.name)\" has no subfields.",
        at: field.place)
    }
    if !type.isLeaf, field.selections.isEmpty {
      let what = "Field \"\(field.name)\" of type \"\(definition.type.text)\" must have a selection of subfields."
      try report("\(what) Did you mean \"\(field.name) { ... }\"?", at: field.place)
    }
  }

  /// Three lists of introspection within one another are too many.
  private func introspectionDepth(_ field: GraphQLField) throws(GraphQLFailure) {
    var open: Set<String> = []
    var isTooDeep = false
    func visit(_ field: GraphQLField, _ lists: Int) throws(GraphQLFailure) {
      let isList = ["fields", "interfaces", "possibleTypes", "inputFields"].contains(field.name)
      let lists = isList ? lists + 1 : lists
      if lists >= 3 { isTooDeep = true } else { try visit(field.selections, lists) }
    }
    func visit(_ selections: [GraphQLSelection], _ lists: Int) throws(GraphQLFailure) {
      try nested { () throws(GraphQLFailure) in
        for selection in selections where !isTooDeep {
          try spend()
          switch selection {
          case .field(let field): try visit(field, lists)
          case .inlineFragment(let fragment): try visit(fragment.selections, lists)
          case .spread(let spread):
            guard let fragment = spread.definition, open.insert(fragment.name).inserted else { continue }
            try visit(fragment.selections, lists)
            open.remove(fragment.name)
          }
        }
      }
    }
    try visit(field, 0)
    if isTooDeep { try report("Maximum introspection depth exceeded", at: field.place) }
  }

  // MARK: Fragments

  func check(inlineFragment fragment: GraphQLInlineFragment) throws(GraphQLFailure) {
    let condition = fragment.typeCondition
    let type = schema.types[condition]
    if let type, !type.isComposite {
      try report("Fragment cannot condition on non composite type \"\(condition)\".", at: fragment.place)
    }
    if type == nil, !condition.isEmpty { try report("Unknown type \"\(condition)\".", at: fragment.place) }
    try overlaps.check(fragment.selections, self)
    if let parent = fragment.parent, try !mayOverlap(parent, condition) {
      let what = "as objects of type \"\(parent.name)\" can never be of type \"\(condition)\"."
      try report("Fragment cannot be spread here \(what)", at: fragment.place)
    }
  }

  func check(spread: GraphQLSpread) throws(GraphQLFailure) {
    if spread.definition == nil { try report("Unknown fragment \"\(spread.name)\".", at: spread.place) }
    if operation != nil { usedFragments.insert(spread.name) }
    guard let fragment = spread.definition, let parent = spread.parent else { return }
    if try !mayOverlap(parent, fragment.typeCondition) {
      let what = "as objects of type \"\(parent.name)\" can never be of type \"\(fragment.typeCondition)\"."
      try report("Fragment \"\(spread.name)\" cannot be spread here \(what)", at: spread.place)
    }
  }

  /// Whether an object of type `parent` can be one of the type `condition`; true where other rules speak.
  private func mayOverlap(_ parent: GraphQLDefinition, _ condition: String) throws(GraphQLFailure) -> Bool {
    guard parent.isComposite, let type = schema.types[condition], type.isComposite else { return true }
    let wanted = schema.possibleTypes[condition] ?? []
    let own = parent.kind == .object ? [parent] : schema.possibleTypes[parent.name] ?? []
    try spend(own.count + wanted.count)
    let names = Set(own.map(\.name))
    return wanted.contains { names.contains($0.name) }
  }

  func check(fragment: GraphQLFragment) throws(GraphQLFailure) {
    let condition = fragment.typeCondition
    if let type = schema.types[condition] {
      if !type.isComposite {
        try report(
          "Fragment \"\(fragment.name)\" cannot condition on non composite type \"\(condition)\".",
          at: fragment.place)
      }
    } else {
      let options = try options(schema.types.keys.sorted())
      let suggestion = GraphQLSuggestions.text("Did you mean", condition, options)
      try report("Unknown type \"\(condition)\".\(suggestion)", at: fragment.place)
    }
    try fragmentCycles(fragment)
    if !usedFragments.contains(fragment.name) {
      try report("Fragment \"\(fragment.name)\" is never used.", at: fragment.place)
    }
    try overlaps.check(fragment.selections, self)
    if !seenFragments.insert(fragment.name).inserted {
      try report("There can be only one fragment named \"\(fragment.name)\".", at: fragment.place)
    }
  }

  private func fragmentCycles(_ fragment: GraphQLFragment) throws(GraphQLFailure) {
    var path: [GraphQLSpread] = []
    var positions: [String: Int] = [:]
    func visit(_ fragment: GraphQLFragment) throws(GraphQLFailure) {
      guard cycleFreeFragments.insert(fragment.name).inserted else { return }
      let spreads = try Self.spreads(in: fragment.selections, self)
      if spreads.isEmpty { return }
      positions[fragment.name] = path.count
      try nested { () throws(GraphQLFailure) in
        for spread in spreads {
          try spend()
          if let start = positions[spread.name] {
            let names = path[start...].map { "\"\($0.name)\"" }
            let via = names.isEmpty ? "" : " via \(names.joined(separator: ", "))"
            try report("Cannot spread fragment \"\(spread.name)\" within itself\(via).", at: spread.place)
          } else if let next = document.fragmentsByName[spread.name] {
            path.append(spread)
            try visit(next)
            path.removeLast()
          }
        }
      }
      positions[fragment.name] = nil
    }
    try visit(fragment)
  }

  /// The spreads of selections at every level: those of a level before those of the levels below it, and of these the
  /// last ones first.
  private static func spreads(
    in selections: [GraphQLSelection], _ validator: GraphQLValidator
  ) throws(GraphQLFailure) -> [GraphQLSpread] {
    var spreads: [GraphQLSpread] = []
    var open = [selections]
    while let selections = open.popLast() {
      try validator.spend(selections.count)
      for selection in selections {
        switch selection {
        case .spread(let spread): spreads.append(spread)
        case .field(let field): open.append(field.selections)
        case .inlineFragment(let fragment): open.append(fragment.selections)
        }
      }
    }
    return spreads
  }
}
