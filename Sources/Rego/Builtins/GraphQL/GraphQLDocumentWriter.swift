/// Writes syntax trees as documents: in the reference's shape, without what is null or empty and without places.
struct GraphQLDocumentWriter {
  let arena: Arena

  /// The members of one object.
  private struct Members {
    var builder: ObjectBuilder
    let arena: Arena

    init(_ arena: Arena) {
      self.arena = arena
      builder = ObjectBuilder(arena)
    }

    mutating func add(_ name: StaticString, _ text: String) { builder.set(name, arena.string(text)) }
    mutating func add(_ name: StaticString, _ flag: Bool) { builder.set(name, Value(flag)) }
    mutating func add(_ name: StaticString, _ value: Value) { builder.set(name, value) }

    /// Nothing when there are none.
    mutating func add<T>(_ name: StaticString, _ elements: [T], _ write: (T) -> Value) {
      if elements.isEmpty { return }
      builder.set(name, arena.array(elements.map(write)))
    }

    mutating func add(_ name: StaticString, texts: [String]) {
      let arena = arena
      add(name, texts) { arena.string($0) }
    }

    mutating func add(_ name: StaticString, comment: [String]) {
      if comment.isEmpty { return }
      let arena = arena
      var group = Members(arena)
      group.add("List", comment) { line in
        var members = Members(arena)
        members.add("Value", line)
        return members.finish()
      }
      builder.set(name, group.finish())
    }

    mutating func add(_ comments: GraphQLComments) {
      add("BeforeDescriptionComment", comment: comments.beforeDescription)
      add("AfterDescriptionComment", comment: comments.afterDescription)
      add("EndOfDefinitionComment", comment: comments.endOfDefinition)
    }

    func finish() -> Value { builder.finish() }
  }

  // MARK: Executable documents

  func document(_ document: GraphQLQueryDocument) -> Value {
    var members = Members(arena)
    members.add("Operations", document.operations, operation)
    members.add("Fragments", document.fragments, fragment)
    return members.finish()
  }

  private func operation(_ operation: GraphQLOperation) -> Value {
    var members = Members(arena)
    members.add("Operation", operation.kind)
    members.add("Name", operation.name)
    members.add("VariableDefinitions", operation.variables, variable)
    members.add("Directives", operation.directives, directive)
    members.add("SelectionSet", operation.selections, selection)
    members.add("Comment", comment: operation.comment)
    return members.finish()
  }

  private func fragment(_ fragment: GraphQLFragment) -> Value {
    var members = Members(arena)
    members.add("Name", fragment.name)
    members.add("VariableDefinition", fragment.variables, variable)
    members.add("TypeCondition", fragment.typeCondition)
    members.add("Directives", fragment.directives, directive)
    members.add("SelectionSet", fragment.selections, selection)
    members.add("Comment", comment: fragment.comment)
    return members.finish()
  }

  private func variable(_ variable: GraphQLVariable) -> Value {
    var members = Members(arena)
    members.add("Variable", variable.name)
    members.add("Type", type(variable.type))
    if let value = variable.defaultValue { members.add("DefaultValue", self.value(value)) }
    members.add("Directives", variable.directives, directive)
    members.add("Used", variable.isUsed)
    members.add("Comment", comment: variable.comment)
    return members.finish()
  }

  private func selection(_ selection: GraphQLSelection) -> Value {
    var members = Members(arena)
    switch selection {
    case .field(let field):
      members.add("Alias", field.alias)
      members.add("Name", field.name)
      members.add("Arguments", field.arguments, argument)
      members.add("Directives", field.directives, directive)
      members.add("SelectionSet", field.selections, self.selection)
      members.add("Comment", comment: field.comment)
    case .spread(let spread):
      members.add("Name", spread.name)
      members.add("Directives", spread.directives, directive)
      members.add("Comment", comment: spread.comment)
    case .inlineFragment(let fragment):
      members.add("TypeCondition", fragment.typeCondition)
      members.add("Directives", fragment.directives, directive)
      members.add("SelectionSet", fragment.selections, self.selection)
      members.add("Comment", comment: fragment.comment)
    }
    return members.finish()
  }

  private func argument(_ argument: GraphQLArgument) -> Value {
    var members = Members(arena)
    members.add("Name", argument.name)
    members.add("Value", value(argument.value))
    members.add("Comment", comment: argument.comment)
    return members.finish()
  }

  private func directive(_ directive: GraphQLDirective) -> Value {
    var members = Members(arena)
    members.add("Name", directive.name)
    members.add("Arguments", directive.arguments, argument)
    members.add("Location", directive.location)
    return members.finish()
  }

  private func value(_ value: GraphQLValue) -> Value {
    var members = Members(arena)
    members.add("Raw", value.raw)
    members.add("Kind", Value(value.kind.rawValue))
    members.add("ExpectedTypeHasDefault", value.expectedTypeHasDefault)
    members.add("Children", value.children) { child in
      var members = Members(arena)
      members.add("Name", child.name)
      members.add("Value", self.value(child.value))
      members.add("Comment", comment: child.comment)
      return members.finish()
    }
    members.add("Comment", comment: value.comment)
    return members.finish()
  }

  private func type(_ type: GraphQLType) -> Value {
    var members = Members(arena)
    members.add("NamedType", type.name)
    members.add("NonNull", type.isNonNull)
    if let element = type.element { members.add("Elem", self.type(element)) }
    return members.finish()
  }

  // MARK: Schema documents

  func document(_ document: GraphQLSchemaDocument) -> Value {
    var members = Members(arena)
    members.add("Schema", document.schemas, schema)
    members.add("SchemaExtension", document.schemaExtensions, schema)
    members.add("Directives", document.directives, directiveDefinition)
    members.add("Definitions", document.definitions, definition)
    members.add("Extensions", document.extensions, definition)
    members.add("Comment", comment: document.comment)
    return members.finish()
  }

  private func schema(_ schema: GraphQLSchemaDefinition) -> Value {
    var members = Members(arena)
    members.add("Description", schema.description)
    members.add("Directives", schema.directives, directive)
    members.add("OperationTypes", schema.roots) { root in
      var members = Members(arena)
      members.add("Operation", root.operation)
      members.add("Type", root.type)
      members.add("Comment", comment: root.comment)
      return members.finish()
    }
    members.add(schema.comments)
    return members.finish()
  }

  private func definition(_ definition: GraphQLDefinition) -> Value {
    var members = Members(arena)
    members.add("Kind", definition.kind.rawValue)
    members.add("Description", definition.description)
    members.add("Name", definition.name)
    members.add("Directives", definition.directives, directive)
    members.add("Interfaces", texts: definition.interfaces)
    members.add("Fields", definition.fields, field)
    members.add("Types", texts: definition.types)
    members.add("EnumValues", definition.values) { value in
      var members = Members(arena)
      members.add("Description", value.description)
      members.add("Name", value.name)
      members.add("Directives", value.directives, directive)
      members.add(value.comments)
      return members.finish()
    }
    members.add("BuiltIn", definition.isBuiltIn)
    members.add(definition.comments)
    return members.finish()
  }

  private func field(_ field: GraphQLFieldDefinition) -> Value {
    var members = Members(arena)
    members.add("Description", field.description)
    members.add("Name", field.name)
    members.add("Arguments", field.arguments, self.field)
    if let value = field.defaultValue { members.add("DefaultValue", self.value(value)) }
    members.add("Type", type(field.type))
    members.add("Directives", field.directives, directive)
    members.add(field.comments)
    return members.finish()
  }

  private func directiveDefinition(_ directive: GraphQLDirectiveDefinition) -> Value {
    var members = Members(arena)
    members.add("Description", directive.description)
    members.add("Name", directive.name)
    members.add("Arguments", directive.arguments, field)
    members.add("Locations", texts: directive.locations)
    members.add("IsRepeatable", directive.isRepeatable)
    members.add(directive.comments)
    return members.finish()
  }
}
