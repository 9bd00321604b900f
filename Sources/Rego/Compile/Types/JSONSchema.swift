/// A JSON schema, as far as it says something about types.
final class JSONSchema {
  /// `array`, `boolean`, `integer`, `null`, `number`, `object`, `string`; none: any.
  fileprivate(set) var types: [String] = []
  fileprivate(set) var properties: [(key: String, schema: JSONSchema)] = []
  fileprivate(set) var items: [JSONSchema] = []
  /// Whether all elements are of the one schema in `items`.
  fileprivate(set) var isList = false
  fileprivate(set) var anyOf: [JSONSchema]?
  fileprivate(set) var allOf: [JSONSchema]?
  /// What this stands for, and what that is called.
  fileprivate(set) var reference: (name: String, schema: JSONSchema)?

  /// The types as messages call them.
  var typeText: String {
    types.isEmpty ? "undefined" : types.count == 1 ? types[0] : "[" + types.joined(separator: ",") + "]"
  }

  /// Says what the schema only implies.
  func assumeType() {
    if !properties.isEmpty {
      if !types.contains("object") { types.append("object") }
    } else if !items.isEmpty, !types.contains("array") {
      types.append("array")
    }
  }

  /// Takes what another schema asks for as well. Both are of the same types.
  func add(_ other: JSONSchema) throws(SchemaError) {
    if types.contains("object"), !properties.isEmpty, !other.properties.isEmpty {
      properties += other.properties
    } else if types.contains("array"), !items.isEmpty, !other.items.isEmpty {
      for (index, item) in other.items.enumerated() {
        if index == items.count { items.append(item) }
        if items[index].typeText != item.typeText { throw SchemaError(text: "unable to merge these schemas") }
      }
    }
  }

  func copy() -> JSONSchema {
    let copy = withoutAlternatives()
    copy.anyOf = anyOf
    copy.allOf = allOf
    copy.reference = reference
    return copy
  }

  /// The types, properties and items.
  func withoutAlternatives() -> JSONSchema {
    let copy = JSONSchema()
    copy.types = types
    copy.properties = properties
    copy.items = items
    copy.isList = isList
    return copy
  }
}

/// Why a schema says nothing.
struct SchemaError: Error {
  let text: String

  static func invalidType(_ key: String, expected: String) -> SchemaError {
    SchemaError(text: "Invalid type. Expected: \(expected), given: \(key)")
  }
}

/// Reads JSON schemas. References lead to other places of the same document only.
struct JSONSchemaReader {
  private let root: Value
  private var references: [String: JSONSchema] = [:]
  /// Schemas within schemas; deeper ones may be anything.
  private static let levelsMax = 128
  private static let typeNames = ["array", "boolean", "integer", "number", "null", "object", "string"]

  static func read(_ root: Value) throws(SchemaError) -> JSONSchema {
    var reader = JSONSchemaReader(root: root)
    return try reader.read(root, 0)
  }

  private init(root: Value) { self.root = root }

  private mutating func read(_ value: Value, _ level: Int) throws(SchemaError) -> JSONSchema {
    let schema = JSONSchema()
    try read(value, into: schema, level)
    return schema
  }

  private mutating func read(_ value: Value, into schema: JSONSchema, _ level: Int) throws(SchemaError) {
    if value.kind == .boolean || level > JSONSchemaReader.levelsMax { return }
    guard value.kind == .object else { throw SchemaError(text: "Expected: valid schema, given: Invalid JSON") }
    try readDefinitions(value["definitions"], level)
    let reference = value["$ref"]
    if !reference.isUndefined {
      guard let name = reference.string else { throw .invalidType("$ref", expected: "string") }
      schema.reference = (name, try resolve(name, level))
      return
    }
    try readTypes(value["type"], into: schema)
    try readProperties(value["properties"], into: schema, level)
    try readItems(value["items"], into: schema, level)
    schema.anyOf = try readList(value["anyOf"], "anyOf", level)
    schema.allOf = try readList(value["allOf"], "allOf", level)
  }

  private mutating func readDefinitions(_ value: Value, _ level: Int) throws(SchemaError) {
    if value.isUndefined { return }
    guard value.kind == .object else { throw .invalidType("definitions", expected: "array of schemas") }
    for (_, definition) in value.pairs {
      guard definition.kind == .object || definition.kind == .boolean else {
        throw .invalidType("definitions", expected: "array of schemas")
      }
      _ = try read(definition, level + 1)
    }
  }

  private func readTypes(_ value: Value, into schema: JSONSchema) throws(SchemaError) {
    if value.isUndefined { return }
    let names = value.kind == .array ? value.items : [value]
    for item in names {
      guard let name = item.string else { throw .invalidType("type", expected: "string/array of strings") }
      guard JSONSchemaReader.typeNames.contains(name) else {
        throw SchemaError(
          text: "has a primitive type that is NOT VALID -- given: /\(name)/ "
            + "Expected valid values are:[array boolean integer number null object string]")
      }
      if schema.types.contains(name) { throw SchemaError(text: "\(name) type is duplicated") }
      schema.types.append(name)
    }
  }

  private mutating func readProperties(_ value: Value, into schema: JSONSchema, _ level: Int) throws(SchemaError) {
    if value.isUndefined { return }
    guard value.kind == .object else { throw .invalidType("properties", expected: "valid schema") }
    for (key, property) in value.pairs {
      schema.properties.append((key.string ?? "", try read(property, level + 1)))
    }
  }

  private mutating func readItems(_ value: Value, into schema: JSONSchema, _ level: Int) throws(SchemaError) {
    switch value.kind {
    case .undefined: return
    case .array: for item in value.items { schema.items.append(try read(item, level + 1)) }
    case .object, .boolean:
      schema.items = [try read(value, level + 1)]
      schema.isList = true
    default: throw .invalidType("items", expected: "valid schema/array of schemas")
    }
  }

  private mutating func readList(_ value: Value, _ key: String, _ level: Int) throws(SchemaError) -> [JSONSchema]? {
    if value.isUndefined { return nil }
    guard value.kind == .array else { throw .invalidType(key, expected: "array") }
    var schemas: [JSONSchema] = []
    for item in value.items { schemas.append(try read(item, level + 1)) }
    return schemas
  }

  // MARK: References

  private mutating func resolve(_ name: String, _ level: Int) throws(SchemaError) -> JSONSchema {
    if let known = references[name] { return known }
    guard name.hasPrefix("#") else { throw SchemaError(text: "remote reference loading disabled: \(name)") }
    let schema = JSONSchema()
    // Known before it is read: schemas may contain themselves.
    references[name] = schema
    var place = root
    for part in name.dropFirst().split(separator: "/") {
      let key = JSONSchemaReader.unescaped(part)
      let next = place.kind == .array ? place[Int(key) ?? -1] : place.kind == .object ? place[key] : .undefined
      if next.isUndefined { throw SchemaError(text: "Object has no key '\(key)'") }
      place = next
    }
    try read(place, into: schema, level + 1)
    return schema
  }

  /// `~1` is a slash, `~0` a tilde, `%41` a byte.
  private static func unescaped(_ part: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = part.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let code = UInt8(String(rest.prefix(2)) ?? "", radix: 16) {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else if byte == UInt8(ascii: "~"), let next = rest.first, next == UInt8(ascii: "0") || next == UInt8(ascii: "1")
      {
        bytes.append(next == UInt8(ascii: "1") ? UInt8(ascii: "/") : byte)
        rest = rest.dropFirst()
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
