// Executable documents: operations and fragments.

extension GraphQLParser {
  func queryDocument() throws(GraphQLFailure) -> GraphQLQueryDocument {
    let document = GraphQLQueryDocument()
    while true {
      let token = try peek()
      switch (token.kind, token.value) {
      case (.end, _): return document
      case (.openBrace, _), (.name, "query"), (.name, "mutation"), (.name, "subscription"):
        document.operations.append(try operation())
      case (.name, "fragment"): document.fragments.append(try fragment())
      default: throw unexpected(token)
      }
    }
  }

  private func operation() throws(GraphQLFailure) -> GraphQLOperation {
    let operation = GraphQLOperation()
    let token = try peek()
    operation.place = token.place
    if token.kind == .openBrace {
      operation.selections = try selections()
      return operation
    }
    operation.comment = comments
    operation.kind = try operationKind()
    if try peek().kind == .name { operation.name = try name() }
    operation.variables = try variables()
    operation.directives = try directives(isConstant: false)
    operation.selections = try selections()
    return operation
  }

  func operationKind() throws(GraphQLFailure) -> String {
    let token = try next()
    guard ["query", "mutation", "subscription"].contains(token.value) else { throw unexpected(token) }
    return token.value
  }

  private func variables() throws(GraphQLFailure) -> [GraphQLVariable] {
    try some(.openParenthesis, .closeParenthesis) { () throws(GraphQLFailure) in
      let place = try peek().place
      let comment = comments
      let name = try variableName()
      try expect(.colon)
      let variable = GraphQLVariable(type: try type())
      variable.name = name
      variable.place = place
      variable.comment = comment
      if try skip(.equals) { variable.defaultValue = try value(isConstant: true) }
      variable.directives = try directives(isConstant: false)
      return variable
    }.elements
  }

  private func selections() throws(GraphQLFailure) -> [GraphQLSelection] {
    let token = try peek()
    if token.kind != .openBrace { throw failure("Expected {, found \(token.kind.rawValue)", token) }
    return try nested { () throws(GraphQLFailure) in
      try some(.openBrace, .closeBrace) { () throws(GraphQLFailure) in try selection() }.elements
    }
  }

  private func selection() throws(GraphQLFailure) -> GraphQLSelection {
    if try peek().kind == .spread { return try spread() }
    let field = GraphQLField()
    field.place = try peek().place
    field.comment = comments
    field.alias = try name()
    field.name = try skip(.colon) ? name() : field.alias
    field.arguments = try arguments(isConstant: false)
    field.directives = try directives(isConstant: false)
    if try peek().kind == .openBrace { field.selections = try selections() }
    return .field(field)
  }

  private func spread() throws(GraphQLFailure) -> GraphQLSelection {
    let comment = try expect(.spread).comment
    let token = try peek()
    if token.kind == .name, token.value != "on" {
      let spread = GraphQLSpread()
      spread.place = token.place
      spread.comment = comment
      spread.name = try name()
      spread.directives = try directives(isConstant: false)
      return .spread(spread)
    }
    let fragment = GraphQLInlineFragment()
    fragment.place = token.place
    fragment.comment = comment
    if token.value == "on" {
      try next()
      fragment.typeCondition = try name()
    }
    fragment.directives = try directives(isConstant: false)
    fragment.selections = try selections()
    return .inlineFragment(fragment)
  }

  private func fragment() throws(GraphQLFailure) -> GraphQLFragment {
    let fragment = GraphQLFragment()
    fragment.place = try peek().place
    fragment.comment = comments
    try expectKeyword("fragment")
    if try peek().value == "on" { throw try unexpected() }
    fragment.name = try name()
    fragment.variables = try variables()
    try expectKeyword("on")
    fragment.typeCondition = try name()
    fragment.directives = try directives(isConstant: false)
    fragment.selections = try selections()
    return fragment
  }
}
