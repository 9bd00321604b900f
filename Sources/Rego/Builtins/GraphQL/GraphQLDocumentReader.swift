/// Reads syntax trees from documents, as policies get them from `graphql.parse_query` or write them. Members that are
/// absent or null take their empty values; others are ignored.
struct GraphQLDocumentReader {
  /// What is left of the bound on nodes, and the level within the tree.
  private final class Budget {
    var nodesLeft = GraphQLBounds.tokensMax
    var level = 0
  }

  private let budget = Budget()

  // MARK: Members

  private func text(_ object: Value, _ name: StaticString) throws(GraphQLFailure) -> String {
    let value = object.memberNamed(name)
    switch value.kind {
    case .undefined, .null: return ""
    case .string: return value.string ?? ""
    default: throw unreadable(value, name, "string")
    }
  }

  private func flag(_ object: Value, _ name: StaticString) throws(GraphQLFailure) -> Bool {
    let value = object.memberNamed(name)
    switch value.kind {
    case .undefined, .null: return false
    case .boolean: return value.boolean ?? false
    default: throw unreadable(value, name, "bool")
    }
  }

  private func list<T>(
    _ object: Value, _ name: StaticString, _ read: (Value) throws(GraphQLFailure) -> T
  ) throws(GraphQLFailure) -> [T] {
    let value = object.memberNamed(name)
    let items: [Value]
    switch value.kind {
    case .undefined, .null: return []
    case .array, .set: items = value.items
    default: throw unreadable(value, name, "array")
    }
    guard budget.level < GraphQLBounds.levelsMax else { throw .tooDeep }
    budget.level += 1
    var elements: [T] = []
    for item in items {
      guard item.kind != .null else { continue }
      elements.append(try read(item))
    }
    budget.level -= 1
    return elements
  }

  private func texts(_ object: Value, _ name: StaticString) throws(GraphQLFailure) -> [String] {
    try list(object, name) { item throws(GraphQLFailure) in
      guard let text = item.string else { throw unreadable(item, name, "string") }
      return text
    }
  }

  private func comment(_ object: Value, _ name: StaticString) throws(GraphQLFailure) -> [String] {
    let value = object.memberNamed(name)
    guard value.kind == .object else { return [] }
    return try list(value, "List") { item throws(GraphQLFailure) in try text(item, "Value") }
  }

  private func comments(_ object: Value) throws(GraphQLFailure) -> GraphQLComments {
    GraphQLComments(
      beforeDescription: try comment(object, "BeforeDescriptionComment"),
      afterDescription: try comment(object, "AfterDescriptionComment"),
      endOfDefinition: try comment(object, "EndOfDefinitionComment"))
  }

  private func unreadable(_ value: Value, _ name: StaticString, _ wanted: StaticString) -> GraphQLFailure {
    .unreadable("json: cannot unmarshal \(value.kind.name) into Go struct field \(name) of type \(wanted)")
  }

  /// Counts a node, which must be an object.
  private func enter(_ value: Value) throws(GraphQLFailure) {
    budget.nodesLeft -= 1
    if budget.nodesLeft < 0 { throw .tooLong }
    if value.kind != .object {
      throw .unreadable("json: cannot unmarshal \(value.kind.name) into Go value of type object")
    }
  }

  // MARK: Executable documents

  func queryDocument(_ value: Value) throws(GraphQLFailure) -> GraphQLQueryDocument {
    let document = GraphQLQueryDocument()
    document.operations = try list(value, "Operations", operation)
    document.fragments = try list(value, "Fragments", fragment)
    return document
  }

  private func operation(_ value: Value) throws(GraphQLFailure) -> GraphQLOperation {
    try enter(value)
    let operation = GraphQLOperation()
    operation.kind = try text(value, "Operation")
    operation.name = try text(value, "Name")
    operation.variables = try list(value, "VariableDefinitions", variable)
    operation.directives = try list(value, "Directives", directive)
    operation.selections = try list(value, "SelectionSet", selection)
    return operation
  }

  private func fragment(_ value: Value) throws(GraphQLFailure) -> GraphQLFragment {
    try enter(value)
    let fragment = GraphQLFragment()
    fragment.name = try text(value, "Name")
    fragment.variables = try list(value, "VariableDefinition", variable)
    fragment.typeCondition = try text(value, "TypeCondition")
    fragment.directives = try list(value, "Directives", directive)
    fragment.selections = try list(value, "SelectionSet", selection)
    return fragment
  }

  private func variable(_ value: Value) throws(GraphQLFailure) -> GraphQLVariable {
    try enter(value)
    let variable = GraphQLVariable(type: try type(value, "Type"))
    variable.name = try text(value, "Variable")
    if case let literal = value.memberNamed("DefaultValue"), literal.kind == .object {
      variable.defaultValue = try self.value(literal)
    }
    variable.directives = try list(value, "Directives", directive)
    variable.isUsed = try flag(value, "Used")
    variable.comment = try comment(value, "Comment")
    return variable
  }

  /// Whatever is selected is read as a field: the reference cannot tell the spread of a fragment from one either, so a
  /// query with fragments does not pass its checks as an object.
  private func selection(_ value: Value) throws(GraphQLFailure) -> GraphQLSelection {
    try enter(value)
    let field = GraphQLField()
    field.alias = try text(value, "Alias")
    field.name = try text(value, "Name")
    field.arguments = try list(value, "Arguments", argument)
    field.directives = try list(value, "Directives", directive)
    field.selections = try list(value, "SelectionSet", selection)
    return .field(field)
  }

  private func argument(_ value: Value) throws(GraphQLFailure) -> GraphQLArgument {
    try enter(value)
    return GraphQLArgument(
      name: try text(value, "Name"), value: try self.value(value.memberNamed("Value")),
      comment: try comment(value, "Comment"))
  }

  private func directive(_ value: Value) throws(GraphQLFailure) -> GraphQLDirective {
    try enter(value)
    let directive = GraphQLDirective()
    directive.name = try text(value, "Name")
    directive.arguments = try list(value, "Arguments", argument)
    directive.location = try text(value, "Location")
    return directive
  }

  private func value(_ value: Value) throws(GraphQLFailure) -> GraphQLValue {
    try enter(value)
    let number = value.memberNamed("Kind")
    guard number.isUndefined || number.kind == .null || number.kind == .number else {
      throw unreadable(number, "Kind", "int")
    }
    guard let kind = GraphQLValue.Kind(rawValue: Int(truncatingIfNeeded: number.integer ?? (number.isNumber ? -1 : 0)))
    else { throw .unreadable("unknown value kind \(number.numberText ?? "")") }
    let literal = GraphQLValue(kind)
    literal.raw = try text(value, "Raw")
    literal.expectedTypeHasDefault = try flag(value, "ExpectedTypeHasDefault")
    literal.children = try list(value, "Children") { child throws(GraphQLFailure) in
      try enter(child)
      return GraphQLValue.Child(
        name: try text(child, "Name"), value: try self.value(child.memberNamed("Value")),
        comment: try comment(child, "Comment"))
    }
    literal.comment = try comment(value, "Comment")
    return literal
  }

  private func type(_ object: Value, _ name: StaticString) throws(GraphQLFailure) -> GraphQLType {
    let value = object.memberNamed(name)
    try enter(value)
    guard budget.level < GraphQLBounds.levelsMax else { throw .tooDeep }
    budget.level += 1
    defer { budget.level -= 1 }
    let named = try text(value, "NamedType")
    let isNonNull = try flag(value, "NonNull")
    let hasElement = value.memberNamed("Elem").kind == .object
    if named.isEmpty, !hasElement { throw .unreadable("type without a name") }
    return GraphQLType(named, element: hasElement ? try type(value, "Elem") : nil, isNonNull: isNonNull)
  }

  // MARK: Schema documents

  func schemaDocument(_ value: Value) throws(GraphQLFailure) -> GraphQLSchemaDocument {
    let document = GraphQLSchemaDocument()
    document.schemas = try list(value, "Schema", schema)
    document.schemaExtensions = try list(value, "SchemaExtension", schema)
    document.directives = try list(value, "Directives", directiveDefinition)
    document.definitions = try list(value, "Definitions", definition)
    document.extensions = try list(value, "Extensions", definition)
    document.comment = try comment(value, "Comment")
    return document
  }

  private func schema(_ value: Value) throws(GraphQLFailure) -> GraphQLSchemaDefinition {
    try enter(value)
    let schema = GraphQLSchemaDefinition()
    schema.description = try text(value, "Description")
    schema.directives = try list(value, "Directives", directive)
    schema.roots = try list(value, "OperationTypes") { root throws(GraphQLFailure) in
      try enter(root)
      return GraphQLSchemaDefinition.Root(
        operation: try text(root, "Operation"), type: try text(root, "Type"), comment: try comment(root, "Comment"))
    }
    schema.comments = try comments(value)
    return schema
  }

  private func definition(_ value: Value) throws(GraphQLFailure) -> GraphQLDefinition {
    try enter(value)
    guard let kind = GraphQLDefinition.Kind(rawValue: try text(value, "Kind")) else {
      throw .unreadable("unknown kind of definition \(try text(value, "Kind").quoted)")
    }
    let definition = GraphQLDefinition(kind)
    definition.description = try text(value, "Description")
    definition.name = try text(value, "Name")
    definition.directives = try list(value, "Directives", directive)
    definition.interfaces = try texts(value, "Interfaces")
    definition.fields = try list(value, "Fields", field)
    definition.types = try texts(value, "Types")
    definition.values = try list(value, "EnumValues") { member throws(GraphQLFailure) in
      try enter(member)
      return GraphQLEnumValueDefinition(
        description: try text(member, "Description"), name: try text(member, "Name"),
        directives: try list(member, "Directives", directive), comments: try comments(member))
    }
    definition.isBuiltIn = try flag(value, "BuiltIn")
    definition.comments = try comments(value)
    return definition
  }

  private func field(_ value: Value) throws(GraphQLFailure) -> GraphQLFieldDefinition {
    try enter(value)
    let field = GraphQLFieldDefinition(type: try type(value, "Type"))
    field.description = try text(value, "Description")
    field.name = try text(value, "Name")
    field.arguments = try list(value, "Arguments", self.field)
    if case let literal = value.memberNamed("DefaultValue"), literal.kind == .object {
      field.defaultValue = try self.value(literal)
    }
    field.directives = try list(value, "Directives", directive)
    field.comments = try comments(value)
    return field
  }

  private func directiveDefinition(_ value: Value) throws(GraphQLFailure) -> GraphQLDirectiveDefinition {
    try enter(value)
    let directive = GraphQLDirectiveDefinition()
    directive.description = try text(value, "Description")
    directive.name = try text(value, "Name")
    directive.arguments = try list(value, "Arguments", field)
    directive.locations = try texts(value, "Locations")
    directive.isRepeatable = try flag(value, "IsRepeatable")
    directive.comments = try comments(value)
    return directive
  }
}

extension Value {
  /// The member of an object, or undefined.
  fileprivate func memberNamed(_ name: StaticString) -> Value {
    tag == .object ? member(name) : .undefined
  }
}
