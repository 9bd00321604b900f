// The syntax trees of schemas.

/// What a text, or an object, defines of a schema.
final class GraphQLSchemaDocument {
  var schemas: [GraphQLSchemaDefinition] = []
  var schemaExtensions: [GraphQLSchemaDefinition] = []
  var directives: [GraphQLDirectiveDefinition] = []
  var definitions: [GraphQLDefinition] = []
  var extensions: [GraphQLDefinition] = []
  var comment: [String] = []
}

/// The comments that stand around a definition's description, and before its closing brace.
struct GraphQLComments {
  var beforeDescription: [String] = []
  var afterDescription: [String] = []
  var endOfDefinition: [String] = []
}

final class GraphQLSchemaDefinition {
  struct Root {
    var operation: String
    var type: String
    var place: GraphQLPlace?
    var comment: [String] = []
  }

  var description = ""
  var directives: [GraphQLDirective] = []
  var roots: [Root] = []
  var place: GraphQLPlace?
  var comments = GraphQLComments()
}

/// A type, or an extension of one.
final class GraphQLDefinition {
  enum Kind: String {
    case scalar = "SCALAR"
    case object = "OBJECT"
    case interface = "INTERFACE"
    case union = "UNION"
    case enumeration = "ENUM"
    case inputObject = "INPUT_OBJECT"
  }

  let kind: Kind
  var description = ""
  var name = ""
  var directives: [GraphQLDirective] = []
  var interfaces: [String] = []
  var fields: [GraphQLFieldDefinition] = [] {
    didSet { index = nil }
  }
  /// Members of a union.
  var types: [String] = []
  var values: [GraphQLEnumValueDefinition] = [] {
    didSet { valueIndex = nil }
  }
  var isBuiltIn = false
  var place: GraphQLPlace?
  var comments = GraphQLComments()
  private var index: [String: GraphQLFieldDefinition]?
  private var valueIndex: Set<String>?

  init(_ kind: Kind) { self.kind = kind }

  /// The first field of this name.
  func field(_ name: String) -> GraphQLFieldDefinition? {
    if let index { return index[name] }
    let made = Dictionary(fields.map { ($0.name, $0) }) { first, _ in first }
    index = made
    return made[name]
  }

  func hasValue(_ name: String) -> Bool {
    if let valueIndex { return valueIndex.contains(name) }
    let made = Set(values.map(\.name))
    valueIndex = made
    return made.contains(name)
  }

  var isLeaf: Bool { kind == .enumeration || kind == .scalar }
  var isAbstract: Bool { kind == .interface || kind == .union }
  var isComposite: Bool { kind == .object || isAbstract }
  var isInput: Bool { isLeaf || kind == .inputObject }
}

/// A field of an object or an input object, or an argument.
final class GraphQLFieldDefinition {
  var description = ""
  var name = ""
  var arguments: [GraphQLFieldDefinition] = []
  var defaultValue: GraphQLValue?
  let type: GraphQLType
  var directives: [GraphQLDirective] = []
  var place: GraphQLPlace?
  var comments = GraphQLComments()

  init(type: GraphQLType) { self.type = type }

  /// Whether there is a default that is not null.
  var hasDefault: Bool { defaultValue.map { $0.kind != .null } ?? false }
}

struct GraphQLEnumValueDefinition {
  var description = ""
  var name = ""
  var directives: [GraphQLDirective] = []
  var place: GraphQLPlace?
  var comments = GraphQLComments()
}

final class GraphQLDirectiveDefinition {
  var description = ""
  var name = ""
  var arguments: [GraphQLFieldDefinition] = []
  var locations: [String] = []
  var isRepeatable = false
  var place: GraphQLPlace?
  var comments = GraphQLComments()
}
