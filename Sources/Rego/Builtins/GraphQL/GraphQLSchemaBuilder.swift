/// Makes a schema of the prelude and a document, whose definitions it extends in place. The first mistake ends it.
struct GraphQLSchemaBuilder {
  private let schema = GraphQLSchema()
  private let document: GraphQLSchemaDocument
  private var definitions: [GraphQLDefinition] = []

  static func schema(_ document: GraphQLSchemaDocument) throws(GraphQLFailure) -> GraphQLSchema {
    var builder = GraphQLSchemaBuilder(document: document)
    return try builder.build()
  }

  private init(document: GraphQLSchemaDocument) { self.document = document }

  private mutating func build() throws(GraphQLFailure) -> GraphQLSchema {
    let prelude = try GraphQLPrelude.document()
    try declare(prelude.definitions + document.definitions)
    try extend()
    collectPossibleTypes()
    try declareDirectives(prelude.directives + document.directives)
    var checks = GraphQLSchemaChecks(schema)
    try setRoots(&checks)
    try checks.run()
    inferRoots()
    addIntrospection()
    return schema
  }

  private mutating func declare(_ all: [GraphQLDefinition]) throws(GraphQLFailure) {
    for definition in all {
      if schema.types[definition.name] != nil {
        throw .schema("Cannot redeclare type \(definition.name).", definition.place)
      }
      schema.types[definition.name] = definition
    }
    definitions = all
  }

  /// A type that is only extended comes to be by that.
  private mutating func extend() throws(GraphQLFailure) {
    for addition in document.extensions {
      let base: GraphQLDefinition
      if let found = schema.types[addition.name] {
        base = found
      } else {
        base = GraphQLDefinition(addition.kind)
        base.name = addition.name
        base.place = addition.place
        schema.types[addition.name] = base
        definitions.append(base)
      }
      if base.kind != addition.kind {
        let kinds = "\(base.kind.rawValue), not \(addition.kind.rawValue)"
        throw .schema("Cannot extend type \(addition.name) because the base type is a \(kinds).", addition.place)
      }
      base.directives += addition.directives
      base.interfaces += addition.interfaces
      base.fields += addition.fields
      base.types += addition.types
      base.values += addition.values
    }
  }

  private func collectPossibleTypes() {
    for definition in definitions {
      switch definition.kind {
      case .union:
        schema.possibleTypes[definition.name, default: []] += definition.types.compactMap { schema.types[$0] }
      case .object, .inputObject:
        for interface in definition.interfaces { schema.possibleTypes[interface, default: []].append(definition) }
        schema.possibleTypes[definition.name, default: []].append(definition)
      case .interface:
        for interface in definition.interfaces { schema.possibleTypes[interface, default: []].append(definition) }
      case .scalar, .enumeration: break
      }
    }
  }

  /// Schemas may declare the directives of the prelude themselves, and theirs count.
  private func declareDirectives(_ all: [GraphQLDirectiveDefinition]) throws(GraphQLFailure) {
    for directive in all {
      let isStandard = ["include", "skip", "deprecated", "specifiedBy", "defer", "oneOf"].contains(directive.name)
      if schema.directives[directive.name] != nil, !isStandard {
        throw .schema("Cannot redeclare directive \(directive.name).", directive.place)
      }
      schema.directives[directive.name] = directive
    }
  }

  private func setRoots(_ checks: inout GraphQLSchemaChecks) throws(GraphQLFailure) {
    if document.schemas.count > 1 {
      throw .schema(
        "Cannot have multiple schema entry points, consider schema extensions instead.", document.schemas[1].place)
    }
    for definition in document.schemas + document.schemaExtensions {
      for root in definition.roots {
        guard let type = schema.types[root.type] else {
          throw .schema("Schema root \(root.operation) refers to a type \(root.type) that does not exist.", root.place)
        }
        schema.setRoot(root.operation, type)
      }
      try checks.directives(definition.directives, on: "SCHEMA")
    }
  }

  /// Without a definition of the schema the roots go by their usual names.
  private func inferRoots() {
    guard document.schemas.isEmpty else { return }
    schema.query = schema.query ?? schema.types["Query"]
    schema.mutation = schema.mutation ?? schema.types["Mutation"]
    schema.subscription = schema.subscription ?? schema.types["Subscription"]
  }

  private func addIntrospection() {
    guard let query = schema.query else { return }
    let schemaField = GraphQLFieldDefinition(type: GraphQLType("__Schema", isNonNull: true))
    schemaField.name = "__schema"
    let typeField = GraphQLFieldDefinition(type: GraphQLType("__Type"))
    typeField.name = "__type"
    let name = GraphQLFieldDefinition(type: GraphQLType("String", isNonNull: true))
    name.name = "name"
    typeField.arguments = [name]
    query.fields += [schemaField, typeField]
  }
}

extension GraphQLFailure {
  /// A mistake in a schema; where it has no place, the reference prints -1.
  static func schema(_ message: String, _ place: GraphQLPlace?) -> GraphQLFailure {
    .found(GraphQLFinding(message: message, place: place ?? .unknown))
  }
}
