/// Reads the keywords of one subschema into its node.
struct SchemaKeywords {
  let schema: Value
  let node: SchemaNode
  let draft: SchemaCompiler.Draft
  let compiler: SchemaCompiler

  func readAll() throws(SchemaProblem) {
    try readTypes()
    try readPropertySchemas()
    try readItems()
    try readNumberBounds()
    try readLengths()
    try readPropertyCounts()
    try readElementRules()
    try readValues()
    try readCombinations()
  }

  // MARK: Operands

  private func member(_ keyword: String) -> Value? {
    let value = schema[keyword]
    return value.isUndefined ? nil : value
  }

  static func invalidType(_ expected: String, _ given: String) -> SchemaProblem {
    .invalid("Invalid type. Expected: \(expected), given: \(given)")
  }

  func string(_ keyword: String) throws(SchemaProblem) -> String? {
    guard let value = member(keyword) else { return nil }
    guard let text = value.string else { throw Self.invalidType("string", keyword) }
    return text
  }

  private func number(_ keyword: String) throws(SchemaProblem) -> Value? {
    guard let value = member(keyword) else { return nil }
    guard value.isNumber else { throw .invalid("\(keyword) must be of a number") }
    return value
  }

  /// An integer that is not negative and written without a point or an exponent.
  private func count(_ keyword: String) throws(SchemaProblem) -> Int? {
    guard let value = member(keyword) else { return nil }
    guard value.tag == .int else { throw .invalid("\(keyword) must be of an integer") }
    guard value.int64 >= 0 else { throw .invalid("\(keyword) must be greater than or equal to 0") }
    return Int(value.int64)
  }

  private func array(_ keyword: String) throws(SchemaProblem) -> UnsafeBufferPointer<Value> {
    guard let value = member(keyword) else { return UnsafeBufferPointer(start: nil, count: 0) }
    guard value.tag == .array else { throw .invalid("\(keyword) must be of an array") }
    return value.elements
  }

  private func child(_ value: Value) throws(SchemaProblem) -> SchemaNode {
    try compiler.node(value, draft: draft)
  }

  private func isSchema(_ value: Value) -> Bool { value.tag == .object || value.tag == .boolean }

  // MARK: Identity

  func checkIdentifier() throws(SchemaProblem) {
    let isOld = draft == .draft4 || (draft == .hybrid && member("id") != nil)
    guard let text = try string(isOld ? "id" : "$id") else { return }
    do throws(URLText.Problem) { _ = try URLText(text) } catch { throw .invalid(error.text) }
  }

  /// Mistakes in definitions count though nothing refers to them.
  func readDefinitions() throws(SchemaProblem) {
    guard let definitions = member("definitions") else { return }
    let problem = Self.invalidType("array of schemas", "definitions")
    guard definitions.tag == .object else { throw problem }
    for entry in definitions.sortedEntries {
      guard isSchema(entry.value) else { throw problem }
      _ = try child(entry.value)
    }
  }

  // MARK: Types

  private func readTypes() throws(SchemaProblem) {
    guard let types = member("type") else { return }
    let problem = Self.invalidType("type", "string/array of strings")
    guard types.tag == .array else {
      guard let name = types.string else { throw problem }
      return try addType(name)
    }
    for type in types.elements {
      guard let name = type.string else { throw problem }
      try addType(name)
    }
  }

  private func addType(_ name: String) throws(SchemaProblem) {
    guard let type = SchemaTypes(name: name) else {
      throw .invalid(
        "has a primitive type that is NOT VALID -- given: /\(name)/ Expected valid values are:"
          + "[array boolean integer number null object string]")
    }
    guard !node.types.contains(type) else { throw .invalid("\(name) type is duplicated") }
    node.types.insert(type)
    node.typeNames.append(name)
  }

  // MARK: Objects

  private func readPropertySchemas() throws(SchemaProblem) {
    if let properties = member("properties") {
      guard properties.tag == .object else { throw .invalid("properties must be of type object") }
      for entry in properties.sortedEntries {
        node.properties.append((entry.key, try child(entry.value)))
        node.propertyNamesKnown.insert(entry.key)
      }
    }
    node.additionalProperties = try additional("additionalProperties")
    if let patterns = member("patternProperties") {
      guard patterns.tag == .object else { throw Self.invalidType("valid schema", "patternProperties") }
      for entry in patterns.sortedEntries {
        guard let pattern = try? RegexPattern(entry.key.utf8) else {
          throw .invalid("Invalid regex pattern '\(String(decoding: entry.key.utf8, as: UTF8.self))'")
        }
        node.patternProperties.append((pattern, try child(entry.value)))
      }
    }
    if draft >= .draft6, let names = member("propertyNames") {
      // The reference names the wrong keyword here.
      guard isSchema(names) else { throw Self.invalidType("valid schema", "patternProperties") }
      node.propertyNames = try child(names)
    }
    try readDependencies()
  }

  private func additional(_ keyword: String) throws(SchemaProblem) -> SchemaNode.Additional? {
    guard let value = member(keyword) else { return nil }
    if let isAllowed = value.boolean { return .allowed(isAllowed) }
    guard value.tag == .object else { throw Self.invalidType("boolean/valid schema", keyword) }
    return .schema(try child(value))
  }

  private func readDependencies() throws(SchemaProblem) {
    guard let dependencies = member("dependencies") else { return }
    guard dependencies.tag == .object else { throw .invalid("dependencies must be of type object") }
    let problem = SchemaProblem.invalid("dependency must be of type schema or array of strings")
    for entry in dependencies.sortedEntries {
      if entry.value.tag == .array {
        for name in entry.value.elements where name.tag != .string { throw problem }
        if entry.value.count > 0 { node.dependencies.append((entry.key, .names(Array(entry.value.elements)))) }
      } else {
        guard isSchema(entry.value) else { throw problem }
        node.dependencies.append((entry.key, .schema(try child(entry.value))))
      }
    }
  }

  private func readPropertyCounts() throws(SchemaProblem) {
    node.minProperties = try count("minProperties")
    node.maxProperties = try count("maxProperties")
    if let least = node.minProperties, let most = node.maxProperties, least > most {
      throw .invalid("minProperties cannot be greater than maxProperties")
    }
    var seen: Set<Value> = []
    for name in try array("required") {
      guard name.tag == .string else { throw Self.invalidType("string", "required") }
      guard seen.insert(name).inserted else { throw .invalid("required items must be unique") }
      node.required.append(name)
    }
  }

  // MARK: Arrays

  private func readItems() throws(SchemaProblem) {
    if let items = member("items") {
      let problem = Self.invalidType("valid schema/array of schemas", "items")
      if items.tag == .array {
        for element in items.elements {
          guard isSchema(element) else { throw problem }
          node.items.append(try child(element))
        }
      } else {
        guard isSchema(items) else { throw problem }
        node.items = [try child(items)]
        node.itemsAreAlike = true
      }
    }
    node.additionalItems = try additional("additionalItems")
  }

  private func readElementRules() throws(SchemaProblem) {
    node.minItems = try count("minItems")
    node.maxItems = try count("maxItems")
    if let unique = member("uniqueItems") {
      guard let flag = unique.boolean else { throw .invalid("uniqueItems must be of a boolean") }
      node.hasUniqueItems = flag
    }
    if draft >= .draft6, let contains = member("contains") { node.contains = try child(contains) }
  }

  // MARK: Numbers and strings

  private func readNumberBounds() throws(SchemaProblem) {
    if let divisor = member("multipleOf") {
      guard divisor.isNumber else { throw Self.invalidType("number", "multipleOf") }
      guard Value.compare(divisor, Value(0)) > 0 else { throw .invalid("multipleOf must be strictly greater than 0") }
      node.multipleOf = divisor
    }
    node.minimum = try number("minimum")
    try readExclusive("exclusiveMinimum", of: "minimum", &node.minimum, &node.exclusiveMinimum)
    node.maximum = try number("maximum")
    try readExclusive("exclusiveMaximum", of: "maximum", &node.maximum, &node.exclusiveMaximum)
  }

  /// A boolean that makes the other bound exclusive (draft 4), or a bound of its own.
  private func readExclusive(
    _ keyword: String, of base: String, _ inclusive: inout Value?, _ exclusive: inout Value?
  ) throws(SchemaProblem) {
    guard let value = member(keyword) else { return }
    if draft <= .draft4 || draft == .hybrid, let flag = value.boolean {
      guard let bound = inclusive else { throw .invalid("\(keyword) cannot be used without \(base)") }
      if flag {
        exclusive = bound
        inclusive = nil
      }
      return
    }
    guard draft != .draft4, value.isNumber else {
      let expected = draft == .draft4 ? "boolean" : (draft == .hybrid ? "boolean/number" : "number")
      throw Self.invalidType(expected, keyword)
    }
    exclusive = value
  }

  private func readLengths() throws(SchemaProblem) {
    node.minLength = try count("minLength")
    node.maxLength = try count("maxLength")
    if let least = node.minLength, let most = node.maxLength, least > most {
      throw .invalid("minLength cannot be greater than maxLength")
    }
    // The reference checks that `pattern` is a string and does not match by it: see docs/COMPATIBILITY.md.
    _ = try string("pattern")
    node.format = try string("format")
    node.formatCheck = node.format.flatMap { SchemaFormat.checks[$0] }
  }

  // MARK: Any value

  private func readValues() throws(SchemaProblem) {
    let writer = ByteWriter(capacity: 64)
    if draft >= .draft6, let const = member("const") {
      try SchemaNumber.writeCanonical(const, to: writer)
      node.const = writer.array
    }
    var seen: Set<[UInt8]> = []
    for value in try array("enum") {
      writer.clear()
      try SchemaNumber.writeCanonical(value, to: writer)
      guard seen.insert(writer.array).inserted else { throw .invalid("enum items must be unique") }
      node.enumeration.append(writer.array)
    }
  }

  // MARK: Combinations

  private func readCombinations() throws(SchemaProblem) {
    for schema in try array("oneOf") { node.oneOf.append(try child(schema)) }
    for schema in try array("anyOf") { node.anyOf.append(try child(schema)) }
    for schema in try array("allOf") { node.allOf.append(try child(schema)) }
    node.not = try single("not")
    guard draft >= .draft7 else { return }
    node.condition = try single("if")
    node.then = try single("then")
    node.otherwise = try single("else")
  }

  private func single(_ keyword: String) throws(SchemaProblem) -> SchemaNode? {
    guard let value = member(keyword) else { return nil }
    guard isSchema(value) else { throw .invalid("\(keyword) must be of an object") }
    return try child(value)
  }
}
