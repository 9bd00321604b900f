// The rules about operations, variables and directives.

extension GraphQLValidator {
  func check(operation: GraphQLOperation) throws(GraphQLFailure) {
    try knownRootType(operation)
    if operation.name.isEmpty, document.operations.count > 1 {
      try report("This anonymous operation must be the only defined operation.", at: operation.place)
    }
    for variable in operation.variables where !variable.isUsed {
      let end = operation.name.isEmpty ? "." : " in operation \"\(operation.name)\"."
      try report("Variable \"$\(variable.name)\" is never used\(end)", at: variable.place)
    }
    try overlaps.check(operation.selections, self)
    try singleFieldSubscription(operation)
    if !seenOperations.insert(operation.name).inserted {
      try report("There can be only one operation named \"\(operation.name)\".", at: operation.place)
    }
    var seen: [String: Int] = [:]
    for variable in operation.variables {
      if seen[variable.name] == 1 {
        try report("There can be only one variable named \"$\(variable.name)\".", at: variable.place)
      }
      seen[variable.name, default: 0] += 1
    }
    for variable in operation.variables {
      guard let type = variable.definition, !type.isInput else { continue }
      try report(
        "Variable \"$\(variable.name)\" cannot be non-input type \"\(variable.type.text)\".", at: variable.place)
    }
  }

  private func knownRootType(_ operation: GraphQLOperation) throws(GraphQLFailure) {
    guard schema.root(operation.kind) == nil else { return }
    guard ["query", "mutation", "subscription", ""].contains(operation.kind) else {
      return try report("got unknown operation type \"\(operation.kind)\"", at: operation.place)
    }
    try report("Schema does not support operation type \"\(operation.kind)\"", at: operation.place)
  }

  private func singleFieldSubscription(_ operation: GraphQLOperation) throws(GraphQLFailure) {
    guard schema.subscription != nil, operation.kind == "subscription" else { return }
    let name = operation.name.isEmpty ? "Anonymous Subscription" : "Subscription \(operation.name.quoted)"
    let fields = try topFields(operation.selections)
    if fields.count > 1 { try report("\(name) must select only one top level field.", at: fields[1].place) }
    for field in fields where field.name.hasPrefix("__") {
      try report("\(name) must not select an introspection top level field.", at: field.place)
    }
  }

  /// The fields of the selections and of their fragments, the first of each name.
  private func topFields(_ selections: [GraphQLSelection]) throws(GraphQLFailure) -> [GraphQLField] {
    var fields: [GraphQLField] = []
    var names: Set<String> = []
    var fragments: Set<String> = []
    func collect(_ selections: [GraphQLSelection]) throws(GraphQLFailure) {
      for selection in selections {
        try spend()
        switch selection {
        case .field(let field):
          if names.insert(field.name).inserted { fields.append(field) }
        case .inlineFragment(let fragment):
          try nested { () throws(GraphQLFailure) in try collect(fragment.selections) }
        case .spread(let spread):
          // An unknown fragment ends the list that it stands in, as it does for the reference.
          guard let fragment = spread.definition else { return }
          guard fragments.insert(fragment.name).inserted else { continue }
          try nested { () throws(GraphQLFailure) in try collect(fragment.selections) }
        }
      }
    }
    try collect(selections)
    return fields
  }

  func check(variable: GraphQLVariable) throws(GraphQLFailure) {
    let name = variable.type.innermostName
    if schema.types[name] == nil { try report("Unknown type \"\(name)\".", at: variable.place) }
  }

  // MARK: Directives and arguments

  func check(directive: GraphQLDirective) throws(GraphQLFailure) {
    if let definition = directive.definition {
      try knownArguments(
        directive.arguments, definition.arguments, "on directive \"@\(directive.name)\"", at: directive.place)
      let misplaced = MisplacedDirective(name: directive.name, place: directive.place)
      if !definition.locations.contains(directive.location), misplacedDirectives.insert(misplaced).inserted {
        try report(
          "Directive \"@\(directive.name)\" may not be used on \(directive.location).", at: directive.place)
      }
      try requiredArguments(
        directive.arguments, definition.arguments, "Directive \"@\(directive.name)\"", at: directive.place)
    } else {
      try report("Unknown directive \"@\(directive.name)\".", at: directive.place)
    }
    try uniqueArguments(directive.arguments)
  }

  func check(directives: [GraphQLDirective]) throws(GraphQLFailure) {
    if directives.count < 2 { return }
    var seen: Set<String> = []
    for directive in directives where !seen.insert(directive.name).inserted && directive.name != "repeatable" {
      try report("The directive \"@\(directive.name)\" can only be used once at this location.", at: directive.place)
    }
  }

  func knownArguments(
    _ arguments: [GraphQLArgument], _ definitions: [GraphQLFieldDefinition], _ what: @autoclosure () -> String,
    at place: GraphQLPlace?
  ) throws(GraphQLFailure) {
    for argument in arguments {
      try spend(definitions.count)
      if definitions.contains(where: { $0.name == argument.name }) { continue }
      let options = try options(definitions.map(\.name))
      let suggestion = GraphQLSuggestions.text("Did you mean", argument.name, options)
      try report("Unknown argument \"\(argument.name)\" \(what()).\(suggestion)", at: place)
    }
  }

  func requiredArguments(
    _ arguments: [GraphQLArgument], _ definitions: [GraphQLFieldDefinition], _ what: @autoclosure () -> String,
    at place: GraphQLPlace?
  ) throws(GraphQLFailure) {
    for definition in definitions where definition.type.isNonNull && definition.defaultValue == nil {
      try spend(arguments.count)
      if arguments.contains(where: { $0.name == definition.name }) { continue }
      let argument = "argument \"\(definition.name)\" of type \"\(definition.type.text)\""
      try report("\(what()) \(argument) is required, but it was not provided.", at: place)
    }
  }

  func uniqueArguments(_ arguments: [GraphQLArgument]) throws(GraphQLFailure) {
    if arguments.count < 2 { return }
    var seen: [String: Int] = [:]
    for argument in arguments {
      if seen[argument.name] == 1 {
        try report("There can be only one argument named \"\(argument.name)\".", at: argument.place)
      }
      seen[argument.name, default: 0] += 1
    }
  }
}
