/// The types that JSON schemas describe.
///
/// As in the reference, an object that lists properties has no others, whatever it says about additional ones; an
/// object that lists none may have any. A schema within itself may be anything there.
struct SchemaTypes {
  private var references: [String: StaticType] = [:]
  private var open: Set<String> = []

  static func type(of schema: Document) throws(SchemaError) -> StaticType {
    try schema.withValue { value throws(SchemaError) in
      let read: JSONSchema
      do throws(SchemaError) { read = try JSONSchemaReader.read(value) } catch {
        throw SchemaError(text: "unable to compile the schema: \(error.text)")
      }
      var types = SchemaTypes()
      do throws(SchemaError) { return try types.type(of: read) } catch {
        throw SchemaError(text: "type checking: \(error.text)")
      }
    }
  }

  private mutating func type(of schema: JSONSchema) throws(SchemaError) -> StaticType {
    if let (name, target) = schema.reference {
      if let known = references[name] { return known }
      guard open.insert(name).inserted else { return .anything }
      defer { open.remove(name) }
      let type = try type(of: target)
      references[name] = type
      return type
    }
    if let alternatives = schema.anyOf { return try type(ofAny: alternatives, schema) }
    if let parts = schema.allOf { return try type(ofAll: parts, schema) }
    if schema.types.isEmpty { schema.assumeType() }
    return try plainType(of: schema)
  }

  private mutating func plainType(of schema: JSONSchema) throws(SchemaError) -> StaticType {
    let types = schema.types
    if types.contains("boolean") { return .boolean }
    if types.contains("string") { return .string }
    if types.contains("integer") || types.contains("number") { return .number }
    if types.contains("object") { return try objectType(of: schema) }
    if types.contains("array") { return try arrayType(of: schema) }
    return .anything
  }

  private mutating func objectType(of schema: JSONSchema) throws(SchemaError) -> StaticType {
    if schema.properties.isEmpty { return .object(from: .anything, to: .anything) }
    var properties: [String: StaticType] = [:]
    // Of two parts of an `allOf`, the last one counts.
    for (key, property) in schema.properties { properties[key] = try type(of: property) }
    return .object(properties.map { ObjectType.Property(key: Term(.string($0.key), at: .none), value: $0.value) })
  }

  private mutating func arrayType(of schema: JSONSchema) throws(SchemaError) -> StaticType {
    if schema.items.isEmpty { return .array([], rest: .anything) }
    var elements: [StaticType] = []
    for item in schema.items { elements.append(try type(of: item)) }
    return schema.isList ? .array([], rest: elements[0]) : .array(elements)
  }

  private mutating func type(ofAny alternatives: [JSONSchema], _ schema: JSONSchema) throws(SchemaError) -> StaticType {
    var joined: StaticType?
    if !schema.types.isEmpty, case .object(let object) = try type(of: schema.withoutAlternatives()),
      !object.properties.isEmpty
    {
      joined = .object(object)
    }
    for alternative in alternatives { joined = StaticType.or(try type(of: alternative), joined) }
    return joined ?? .anything
  }

  private mutating func type(ofAll parts: [JSONSchema], _ schema: JSONSchema) throws(SchemaError) -> StaticType {
    guard let merged = try SchemaTypes.merge(parts) else { return .anything }
    if schema.types.isEmpty { return try type(of: merged) }
    if ["object", "array"].contains(where: { schema.types.contains($0) && merged.types.contains($0) }) {
      return try type(of: try SchemaTypes.merge([merged, schema.withoutAlternatives()]) ?? merged)
    }
    if schema.typeText != merged.typeText { throw SchemaError(text: "unable to merge these schemas") }
    return try type(of: merged)
  }

  private static func merge(_ schemas: [JSONSchema]) throws(SchemaError) -> JSONSchema? {
    for schema in schemas { schema.assumeType() }
    guard let first = schemas.first else { return nil }
    let merged = first.copy()
    for schema in schemas.dropFirst() {
      if merged.typeText != schema.typeText {
        throw SchemaError(
          text: "unable to merge these schemas: type mismatch: \(merged.typeText) and \(schema.typeText)")
      }
      try merged.add(schema)
    }
    return merged
  }
}
