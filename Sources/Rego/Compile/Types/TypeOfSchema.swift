/// The type that a JSON schema describes.
///
/// As in the reference, an object that lists properties has no others, whatever it says about additional ones; an
/// object that lists none may have any. A schema within itself may be anything there.
struct TypeOfSchema {
  private var known: [ObjectIdentifier: StaticType] = [:]
  private var open: Set<ObjectIdentifier> = []

  static func read(_ schema: Document) throws(SchemaTypeError) -> StaticType {
    let compiled: CompiledSchema
    do throws(SchemaProblem) { compiled = try CompiledSchema(schema) } catch {
      throw SchemaTypeError(text: "unable to compile the schema: \(TypeOfSchema.text(error))")
    }
    defer { withExtendedLifetime(compiled) {} }
    var types = TypeOfSchema()
    do throws(SchemaTypeError) { return try types.type(of: compiled.root) } catch {
      throw SchemaTypeError(text: "type checking: \(error.text)")
    }
  }

  private static func text(_ problem: SchemaProblem) -> String {
    do throws(BuiltinError) { return try problem.text() } catch {
      if case .limit(let text) = error { return text }
      return "a bound was reached"
    }
  }

  /// What of a schema says something about types.
  private struct Shape {
    var names: [String]
    var properties: [(name: Value, node: SchemaNode)]
    var items: [SchemaNode]
    let isList: Bool
    var alternatives: [SchemaNode]
    var parts: [SchemaNode]
    let target: SchemaNode?

    init(_ node: SchemaNode) {
      names = node.typeNames
      properties = node.properties
      items = node.items
      isList = node.itemsAreAlike
      alternatives = node.anyOf
      parts = node.allOf
      target = node.target
    }

    var namesText: String {
      names.isEmpty ? "undefined" : names.count == 1 ? names[0] : "[" + names.joined(separator: ",") + "]"
    }

    /// Says what the schema only implies.
    mutating func assumeType() {
      if !properties.isEmpty {
        if !names.contains("object") { names.append("object") }
      } else if !items.isEmpty, !names.contains("array") {
        names.append("array")
      }
    }

    /// Takes what another schema of the same types asks for as well.
    mutating func add(_ other: Shape) throws(SchemaTypeError) {
      if namesText != other.namesText {
        throw SchemaTypeError(
          text: "unable to merge these schemas: type mismatch: \(namesText) and \(other.namesText)")
      }
      if names.contains("object"), !properties.isEmpty, !other.properties.isEmpty {
        properties += other.properties
      } else if names.contains("array"), !items.isEmpty, !other.items.isEmpty {
        for (index, item) in other.items.enumerated() {
          if index == items.count { items.append(item) }
          if Shape(items[index]).namesText != Shape(item).namesText { throw .unmergeable }
        }
      }
    }

    var isolated: Shape {
      var copy = self
      copy.alternatives = []
      copy.parts = []
      return copy
    }
  }

  private mutating func type(of node: SchemaNode) throws(SchemaTypeError) -> StaticType {
    try type(of: Shape(node))
  }

  private mutating func type(of shape: Shape) throws(SchemaTypeError) -> StaticType {
    if let target = shape.target { return try type(ofTarget: target) }
    if !shape.alternatives.isEmpty { return try type(ofAny: shape) }
    if !shape.parts.isEmpty { return try type(ofAll: shape) }
    var shape = shape
    if shape.names.isEmpty { shape.assumeType() }
    if shape.names.contains("boolean") { return .boolean }
    if shape.names.contains("string") { return .string }
    if shape.names.contains("integer") || shape.names.contains("number") { return .number }
    if shape.names.contains("object") { return try objectType(of: shape) }
    if shape.names.contains("array") { return try arrayType(of: shape) }
    return .anything
  }

  private mutating func type(ofTarget target: SchemaNode) throws(SchemaTypeError) -> StaticType {
    let identity = ObjectIdentifier(target)
    if let known = known[identity] { return known }
    guard open.insert(identity).inserted else { return .anything }
    defer { open.remove(identity) }
    let type = try type(of: target)
    known[identity] = type
    return type
  }

  private mutating func objectType(of shape: Shape) throws(SchemaTypeError) -> StaticType {
    if shape.properties.isEmpty { return .object(from: .anything, to: .anything) }
    // Of two parts of an `allOf`, the last one counts.
    var properties: [String: StaticType] = [:]
    for (name, node) in shape.properties { properties[name.string ?? ""] = try type(of: node) }
    return .object(properties.map { ObjectType.Property(key: Term(.string($0.key), at: .none), value: $0.value) })
  }

  private mutating func arrayType(of shape: Shape) throws(SchemaTypeError) -> StaticType {
    if shape.items.isEmpty { return .array([], rest: .anything) }
    var elements: [StaticType] = []
    for item in shape.items { elements.append(try type(of: item)) }
    return shape.isList ? .array([], rest: elements[0]) : .array(elements)
  }

  private mutating func type(ofAny shape: Shape) throws(SchemaTypeError) -> StaticType {
    var joined: StaticType?
    if !shape.names.isEmpty {
      var core = shape
      core.alternatives = []
      if case .object(let object) = try type(of: core), object.rest == nil { joined = .object(object) }
    }
    for alternative in shape.alternatives { joined = StaticType.or(try type(of: alternative), joined) }
    return joined ?? .anything
  }

  private mutating func type(ofAll shape: Shape) throws(SchemaTypeError) -> StaticType {
    var parts = shape.parts.map(Shape.init)
    for index in parts.indices { parts[index].assumeType() }
    var merged = parts[0]
    for part in parts.dropFirst() { try merged.add(part) }
    if !shape.names.isEmpty {
      if ["object", "array"].contains(where: { shape.names.contains($0) && merged.names.contains($0) }) {
        try merged.add(shape.isolated)
      } else if shape.namesText != merged.namesText {
        throw .unmergeable
      }
    }
    return try type(of: merged)
  }
}

/// Why a schema has no type.
struct SchemaTypeError: Error {
  let text: String

  fileprivate static let unmergeable = SchemaTypeError(text: "unable to merge these schemas")
}
