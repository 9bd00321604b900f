/// One compiled subschema: its keywords, those that are not there as nil or empty.
final class SchemaNode {
  /// What `true` and `false` as schemas stand for.
  var constant: Bool?
  /// Where `$ref` leads. The schema's list of nodes owns it, since references may go in circles.
  unowned(unsafe) var target: SchemaNode?

  var types: SchemaTypes = []
  /// The names of the types in the order in which they were written.
  var typeNames: [String] = []

  var multipleOf: Value?
  var minimum: Value?
  var exclusiveMinimum: Value?
  var maximum: Value?
  var exclusiveMaximum: Value?

  var minLength: Int?
  var maxLength: Int?
  var format: String?
  var formatCheck: SchemaFormat.Check?

  var minProperties: Int?
  var maxProperties: Int?
  /// Strings.
  var required: [Value] = []
  var properties: [(name: Value, node: SchemaNode)] = []
  /// Strings, for a quick look whether a property is described.
  var propertyNamesKnown: Set<Value> = []
  var patternProperties: [(pattern: RegexPattern, node: SchemaNode)] = []
  var additionalProperties: Additional?
  var propertyNames: SchemaNode?
  var dependencies: [(name: Value, dependency: Dependency)] = []

  var minItems: Int?
  var maxItems: Int?
  var hasUniqueItems = false
  /// One schema for all elements, or one for each of the first elements.
  var items: [SchemaNode] = []
  var itemsAreAlike = false
  var additionalItems: Additional?
  var contains: SchemaNode?

  /// Canonical JSON texts.
  var const: [UInt8]?
  var enumeration: [[UInt8]] = []

  var oneOf: [SchemaNode] = []
  var anyOf: [SchemaNode] = []
  var allOf: [SchemaNode] = []
  var not: SchemaNode?
  var condition: SchemaNode?
  var then: SchemaNode?
  var otherwise: SchemaNode?

  enum Additional {
    case allowed(Bool)
    case schema(SchemaNode)
  }

  enum Dependency {
    /// Strings.
    case names([Value])
    case schema(SchemaNode)
  }

  /// The types as messages list them.
  var typeText: String { typeNames.count == 1 ? typeNames[0] : "[\(typeNames.joined(separator: ","))]" }
}

/// The types that a schema allows; none means all of them.
struct SchemaTypes: OptionSet {
  let rawValue: UInt8

  static let names = ["array", "boolean", "integer", "number", "null", "object", "string"]
  static let array = SchemaTypes(rawValue: 1)
  static let boolean = SchemaTypes(rawValue: 2)
  static let integer = SchemaTypes(rawValue: 4)
  static let number = SchemaTypes(rawValue: 8)
  static let null = SchemaTypes(rawValue: 16)
  static let object = SchemaTypes(rawValue: 32)
  static let string = SchemaTypes(rawValue: 64)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init?(name: String) {
    guard let index = SchemaTypes.names.firstIndex(of: name) else { return nil }
    self.init(rawValue: 1 << UInt8(index))
  }

  /// The type of a value; a number without a fraction is an integer, however it is written.
  static func type(of value: Value) -> (type: SchemaTypes, name: String) {
    switch value.tag {
    case .boolean: (.boolean, "boolean")
    case .int: (.integer, "integer")
    case .decimal: DecimalText(value).isIntegral ? (.integer, "integer") : (.number, "number")
    case .string: (.string, "string")
    case .array, .set: (.array, "array")
    case .object: (.object, "object")
    case .undefined, .null, .node: (.null, "null")
    }
  }
}

/// A schema ready for matching. Immutable once it is made.
final class CompiledSchema {
  /// Holds the memory of the values in the nodes.
  private let source: Document
  private let metaSchemas: [Document]
  private let nodes: [SchemaNode]
  let root: SchemaNode

  init(_ source: Document) throws(SchemaProblem) {
    let compiler = SchemaCompiler(source.value)
    root = try compiler.compile()
    nodes = compiler.nodes
    self.source = source
    metaSchemas = compiler.metaSchemas
  }
}
