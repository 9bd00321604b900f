/// Checks an executable document against a schema.
///
/// One walk over the document notes what its names mean and calls the rules at each node, in the reference's order, so
/// that findings come in its order too. A fragment is walked in every operation that spreads it, once, and once for
/// itself.
final class GraphQLValidator {
  let schema: GraphQLSchema
  let document: GraphQLQueryDocument
  private let stopsAtFirst: Bool
  private(set) var findings: [GraphQLFinding] = []
  private var messageBytes = 0
  private var stepsLeft = GraphQLBounds.stepsMax
  private var depth = 0

  /// The operation that is walked; nil within the walk of a fragment for itself.
  private(set) var operation: GraphQLOperation?
  private var walkedFragments: Set<String> = []

  // What the rules remember over the whole walk.
  var usedFragments: Set<String> = []
  var seenFragments: Set<String> = []
  var seenOperations: Set<String> = []
  var cycleFreeFragments: Set<String> = []
  var misplacedDirectives: Set<MisplacedDirective> = []
  let overlaps = GraphQLOverlaps()

  struct MisplacedDirective: Hashable {
    var name: String
    var place: GraphQLPlace?
  }

  /// - Parameter stopsAtFirst: the first finding is thrown instead of kept.
  init(_ schema: GraphQLSchema, _ document: GraphQLQueryDocument, stopsAtFirst: Bool) {
    self.schema = schema
    self.document = document
    self.stopsAtFirst = stopsAtFirst
  }

  /// What is wrong with the document, in the reference's order.
  func run() throws(GraphQLFailure) -> [GraphQLFinding] {
    for operation in document.operations {
      walkedFragments = []
      try walk(operation)
    }
    for fragment in document.fragments {
      walkedFragments = []
      try walk(fragment)
    }
    return findings
  }

  // MARK: For the rules

  func spend(_ steps: Int = 1) throws(GraphQLFailure) {
    stepsLeft -= steps
    if stepsLeft < 0 { throw .tooComplex }
  }

  func report(_ message: @autoclosure () -> String, at place: GraphQLPlace?) throws(GraphQLFailure) {
    if stopsAtFirst { throw .found(GraphQLFinding(message: "", place: place)) }
    try spend(16)
    if messageBytes > GraphQLBounds.messageBytesMax { return }
    let message = message()
    messageBytes += message.utf8.count
    findings.append(GraphQLFinding(message: message, place: place))
  }

  /// Options of a suggestion, or none where nobody will read it.
  func options(_ names: @autoclosure () -> [String]) throws(GraphQLFailure) -> [String] {
    if stopsAtFirst || messageBytes > GraphQLBounds.messageBytesMax { return [] }
    let names = names()
    try spend(names.count)
    return names
  }

  /// Goes one level down, fragments included.
  func nested(_ body: () throws(GraphQLFailure) -> Void) throws(GraphQLFailure) {
    guard depth < GraphQLBounds.depthMax else { throw .tooDeep }
    depth += 1
    try body()
    depth -= 1
  }

  // MARK: The walk

  private func walk(_ operation: GraphQLOperation) throws(GraphQLFailure) {
    self.operation = operation
    for variable in operation.variables {
      try spend()
      let type = schema.type(of: variable.type)
      variable.definition = type
      try check(variable: variable)
      variable.defaultValue?.expectedType = variable.type
      variable.defaultValue?.definition = type
    }
    let root = schema.root(operation.kind)
    for variable in operation.variables {
      if let value = variable.defaultValue { try walk(value) }
      try walk(variable.directives, on: "VARIABLE_DEFINITION")
    }
    try walk(operation.directives, on: operation.kind.isEmpty ? "QUERY" : operation.kind.uppercased())
    try walk(operation.selections, on: root)
    try check(operation: operation)
    self.operation = nil
  }

  private func walk(_ fragment: GraphQLFragment) throws(GraphQLFailure) {
    try walk(fragment.directives, on: "FRAGMENT_DEFINITION")
    try walk(fragment.selections, on: schema.types[fragment.typeCondition])
    try check(fragment: fragment)
  }

  private func walk(_ directives: [GraphQLDirective], on location: String) throws(GraphQLFailure) {
    for directive in directives {
      try spend()
      let definition = schema.directives[directive.name]
      directive.definition = definition
      directive.location = location
      for argument in directive.arguments { try walk(argument, of: definition?.arguments ?? []) }
      try check(directive: directive)
    }
    try check(directives: directives)
  }

  private func walk(_ argument: GraphQLArgument, of definitions: [GraphQLFieldDefinition]) throws(GraphQLFailure) {
    try spend(definitions.count)
    if let definition = definitions.first(where: { $0.name == argument.name }) {
      argument.value.expectedType = definition.type
      argument.value.expectedTypeHasDefault = definition.hasDefault
      argument.value.definition = schema.type(of: definition.type)
    }
    try walk(argument.value)
  }

  private func walk(_ value: GraphQLValue) throws(GraphQLFailure) {
    try spend()
    if value.kind == .variable, let operation {
      try spend(operation.variables.count / 8)
      value.variable = operation.variables.first { $0.name == value.raw }
      value.variable?.isUsed = true
    }
    try nested { () throws(GraphQLFailure) in
      for child in value.children {
        if value.kind == .object, let field = value.definition?.field(child.name) {
          child.value.expectedType = field.type
          child.value.expectedTypeHasDefault = field.hasDefault
          child.value.definition = schema.type(of: field.type)
        } else if value.kind == .list, let element = value.expectedType?.element {
          child.value.expectedType = element
          child.value.definition = value.definition
        }
        if value.kind == .object || value.kind == .list { try walk(child.value) }
      }
    }
    try check(value: value)
  }

  private func walk(
    _ selections: [GraphQLSelection], on parent: GraphQLDefinition?
  ) throws(GraphQLFailure) {
    try nested { () throws(GraphQLFailure) in
      for selection in selections {
        try spend()
        switch selection {
        case .field(let field): try walk(field, on: parent)
        case .inlineFragment(let fragment): try walk(fragment, on: parent)
        case .spread(let spread): try walk(spread, on: parent)
        }
      }
    }
  }

  private func walk(_ field: GraphQLField, on parent: GraphQLDefinition?) throws(GraphQLFailure) {
    if field.name == "__typename" {
      let definition = GraphQLFieldDefinition(type: GraphQLType("String"))
      definition.name = field.name
      field.definition = definition
    } else {
      field.definition = parent?.field(field.name)
    }
    field.parent = parent
    for argument in field.arguments { try walk(argument, of: field.definition?.arguments ?? []) }
    try walk(field.directives, on: "FIELD")
    try walk(field.selections, on: field.definition.flatMap { schema.type(of: $0.type) })
    try check(field: field)
  }

  private func walk(_ fragment: GraphQLInlineFragment, on parent: GraphQLDefinition?) throws(GraphQLFailure) {
    fragment.parent = parent
    let type = fragment.typeCondition.isEmpty ? parent : schema.types[fragment.typeCondition]
    try walk(fragment.directives, on: "INLINE_FRAGMENT")
    try walk(fragment.selections, on: type)
    try check(inlineFragment: fragment)
  }

  private func walk(_ spread: GraphQLSpread, on parent: GraphQLDefinition?) throws(GraphQLFailure) {
    let fragment = document.fragmentsByName[spread.name]
    spread.definition = fragment
    spread.parent = parent
    try walk(spread.directives, on: "FRAGMENT_SPREAD")
    if let fragment, walkedFragments.insert(fragment.name).inserted {
      try walk(fragment.selections, on: schema.types[fragment.typeCondition])
    }
    try check(spread: spread)
  }
}
