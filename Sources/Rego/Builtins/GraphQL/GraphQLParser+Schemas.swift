// Schema documents: types, directives, the schema's roots, and extensions of them.

extension GraphQLParser {
  /// A description that was read, and the comments before it.
  private struct Description {
    var text = ""
    var comment: [String] = []
  }

  func schemaDocument() throws(GraphQLFailure) -> GraphQLSchemaDocument {
    let document = GraphQLSchemaDocument()
    while try peek().kind != .end {
      let description = try description()
      let token = try peek()
      guard token.kind == .name else { throw unexpected(token) }
      switch token.value {
      case "schema":
        let comment = try expectKeyword("schema")
        document.schemas.append(try schema(description, comment))
      case "directive": document.directives.append(try directiveDefinition(description))
      case "extend":
        if !description.text.isEmpty { throw unexpected(previous) }
        try extend(document)
      default:
        guard let kind = Self.kinds[token.value] else { throw unexpected(token) }
        let comment = try expectKeyword(token.value)
        document.definitions.append(try definition(kind, description, comment))
      }
    }
    document.comment = comments
    return document
  }

  private static let kinds: [String: GraphQLDefinition.Kind] = [
    "scalar": .scalar, "type": .object, "interface": .interface, "union": .union, "enum": .enumeration,
    "input": .inputObject,
  ]

  private func description() throws(GraphQLFailure) -> Description {
    let kind = try peek().kind
    guard kind == .string || kind == .blockString else { return Description() }
    let comment = comments
    return Description(text: try next().value, comment: comment)
  }

  /// The comments of a member, whose description counts when it is not empty.
  private func comments(after description: Description) throws(GraphQLFailure) -> GraphQLComments {
    _ = try peek()
    return GraphQLComments(
      beforeDescription: description.text.isEmpty ? [] : description.comment, afterDescription: comments)
  }

  private func schema(_ description: Description, _ comment: [String]) throws(GraphQLFailure)
    -> GraphQLSchemaDefinition
  {
    let schema = GraphQLSchemaDefinition()
    schema.place = try peek().place
    schema.description = description.text
    schema.directives = try directives(isConstant: true)
    let roots = try some(.openBrace, .closeBrace) { () throws(GraphQLFailure) in
      let place = try peek().place
      let comment = comments
      let operation = try operationKind()
      try expect(.colon)
      return GraphQLSchemaDefinition.Root(operation: operation, type: try name(), place: place, comment: comment)
    }
    schema.roots = roots.elements
    schema.comments = GraphQLComments(
      beforeDescription: description.comment, afterDescription: comment, endOfDefinition: roots.comment)
    return schema
  }

  private func extend(_ document: GraphQLSchemaDocument) throws(GraphQLFailure) {
    let comment = try expectKeyword("extend")
    let token = try peek()
    if token.isName("schema") {
      try next()
      let schema = try schema(Description(), comment)
      if schema.directives.isEmpty, schema.roots.isEmpty { throw try unexpected() }
      document.schemaExtensions.append(schema)
      return
    }
    guard token.kind == .name, let kind = Self.kinds[token.value] else { throw unexpected(token) }
    try next()
    let definition = try definition(kind, Description(), comment, isExtension: true)
    let isEmpty =
      definition.directives.isEmpty && definition.interfaces.isEmpty && definition.fields.isEmpty
      && definition.types.isEmpty && definition.values.isEmpty
    if isEmpty { throw try unexpected() }
    document.extensions.append(definition)
  }

  /// - Parameter isExtension: extensions of interfaces implement nothing, those of input objects may use variables.
  private func definition(
    _ kind: GraphQLDefinition.Kind, _ description: Description, _ comment: [String], isExtension: Bool = false
  ) throws(GraphQLFailure) -> GraphQLDefinition {
    let definition = GraphQLDefinition(kind)
    definition.place = try peek().place
    definition.description = description.text
    definition.name = try name()
    if kind == .object || (kind == .interface && !isExtension) { definition.interfaces = try interfaces() }
    definition.directives = try directives(isConstant: !(isExtension && kind == .inputObject))
    var end: [String] = []
    switch kind {
    case .scalar: break
    case .union: definition.types = try members()
    case .enumeration:
      (definition.values, end) = try some(.openBrace, .closeBrace) { () throws(GraphQLFailure) in try enumValue() }
    case .object, .interface, .inputObject:
      (definition.fields, end) = try some(.openBrace, .closeBrace) { () throws(GraphQLFailure) in
        try field(takesArguments: kind != .inputObject, takesDefault: kind == .inputObject)
      }
    }
    definition.comments = GraphQLComments(
      beforeDescription: description.comment, afterDescription: comment, endOfDefinition: end)
    return definition
  }

  private func interfaces() throws(GraphQLFailure) -> [String] {
    guard try peek().value == "implements" else { return [] }
    try next()
    return try names(separator: .ampersand)
  }

  private func members() throws(GraphQLFailure) -> [String] {
    try skip(.equals) ? names(separator: .pipe) : []
  }

  /// Names with a separator between them, which may also lead.
  private func names(separator: GraphQLToken.Kind) throws(GraphQLFailure) -> [String] {
    _ = try skip(separator)
    var names = [try name()]
    while try skip(separator) { names.append(try name()) }
    return names
  }

  private func field(takesArguments: Bool, takesDefault: Bool) throws(GraphQLFailure) -> GraphQLFieldDefinition {
    let place = try peek().place
    let description = try description()
    let comments = try comments(after: description)
    let name = try name()
    let arguments = takesArguments ? try argumentDefinitions() : []
    try expect(.colon)
    let field = GraphQLFieldDefinition(type: try type())
    field.place = place
    field.description = description.text
    field.comments = comments
    field.name = name
    field.arguments = arguments
    if takesDefault, try skip(.equals) { field.defaultValue = try value(isConstant: true) }
    field.directives = try directives(isConstant: true)
    return field
  }

  private func argumentDefinitions() throws(GraphQLFailure) -> [GraphQLFieldDefinition] {
    try some(.openParenthesis, .closeParenthesis) { () throws(GraphQLFailure) in
      try field(takesArguments: false, takesDefault: true)
    }.elements
  }

  private func enumValue() throws(GraphQLFailure) -> GraphQLEnumValueDefinition {
    let place = try peek().place
    let description = try description()
    let comments = try comments(after: description)
    let name = try name()
    return GraphQLEnumValueDefinition(
      description: description.text, name: name, directives: try directives(isConstant: true), place: place,
      comments: comments)
  }

  private func directiveDefinition(_ description: Description) throws(GraphQLFailure) -> GraphQLDirectiveDefinition {
    let comment = try expectKeyword("directive")
    try expect(.at)
    let directive = GraphQLDirectiveDefinition()
    directive.place = try peek().place
    directive.description = description.text
    directive.comments = GraphQLComments(beforeDescription: description.comment, afterDescription: comment)
    directive.name = try name()
    directive.arguments = try argumentDefinitions()
    if try peek().isName("repeatable") {
      directive.isRepeatable = true
      try next()
    }
    try expectKeyword("on")
    _ = try skip(.pipe)
    repeat { directive.locations.append(try directiveLocation()) } while try skip(.pipe)
    return directive
  }

  private func directiveLocation() throws(GraphQLFailure) -> String {
    let token = try expect(.name).token
    guard Self.locations.contains(token.value) else { throw unexpected(token) }
    return token.value
  }

  private static let locations: Set = [
    "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT",
    "VARIABLE_DEFINITION", "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE",
    "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT", "INPUT_FIELD_DEFINITION",
  ]
}
