// The keywords that go for values of one type.

extension SchemaValidator {
  func checkNumber(_ node: SchemaNode, _ value: Value, _ place: Int) throws(SchemaProblem) -> Int {
    var score = 1
    if let divisor = node.multipleOf {
      let isMultiple = try SchemaNumber.isMultiple(value, of: divisor)
      if !isMultiple { score += fail(.multipleOf, node, value, place) }
    }
    if let bound = node.maximum, Value.compare(value, bound) > 0 { score += fail(.maximum, node, value, place) }
    if let bound = node.exclusiveMaximum, Value.compare(value, bound) >= 0 {
      score += fail(.exclusiveMaximum, node, value, place)
    }
    if let bound = node.minimum, Value.compare(value, bound) < 0 { score += fail(.minimum, node, value, place) }
    if let bound = node.exclusiveMinimum, Value.compare(value, bound) <= 0 {
      score += fail(.exclusiveMinimum, node, value, place)
    }
    return score
  }

  func checkString(_ node: SchemaNode, _ value: Value, _ place: Int) -> Int {
    var score = 1
    if node.minLength != nil || node.maxLength != nil {
      var length = 0
      for byte in value.utf8 where byte & 0xC0 != 0x80 { length += 1 }
      if let bound = node.minLength, length < bound { score += fail(.minLength, node, value, place) }
      if let bound = node.maxLength, length > bound { score += fail(.maxLength, node, value, place) }
    }
    return score
  }

  // MARK: Arrays

  func checkArray(
    _ node: SchemaNode, _ elements: UnsafeBufferPointer<Value>, _ value: Value, _ place: Int
  ) throws(SchemaProblem) -> Int {
    var score = 1
    if node.itemsAreAlike {
      for (index, element) in elements.enumerated() {
        score += try visitChild(node.items[0], element, Value(index), place)
      }
    } else if !node.items.isEmpty {
      for (index, (item, element)) in zip(node.items, elements).enumerated() {
        score += try visitChild(item, element, Value(index), place)
      }
      if elements.count > node.items.count { score += try checkAdditionalItems(node, elements, value, place) }
    }
    if let bound = node.minItems, elements.count < bound { score += fail(.minItems, node, value, place) }
    if let bound = node.maxItems, elements.count > bound { score += fail(.maxItems, node, value, place) }
    if node.hasUniqueItems { score += try checkUnique(node, elements, value, place) }
    if let contains = node.contains { score += try checkContains(node, contains, elements, value, place) }
    return score
  }

  private func checkAdditionalItems(
    _ node: SchemaNode, _ elements: UnsafeBufferPointer<Value>, _ value: Value, _ place: Int
  ) throws(SchemaProblem) -> Int {
    switch node.additionalItems {
    case nil, .allowed(true): return 0
    case .allowed(false): return fail(.additionalItems, node, value, place)
    case .schema(let schema):
      var score = 0
      for index in node.items.count..<elements.count {
        score += try visitChild(schema, elements[index], Value(index), place)
      }
      return score
    }
  }

  private func checkUnique(
    _ node: SchemaNode, _ elements: UnsafeBufferPointer<Value>, _ value: Value, _ place: Int
  ) throws(SchemaProblem) -> Int {
    var score = 0
    var seen = ObjectBuilder(arena, capacity: elements.count)
    for (index, element) in elements.enumerated() {
      let text = try canonical(element)
      guard arena.admits(text.count) else { throw .bound(.outOfMemory) }
      let key = arena.string(text)
      let earlier = seen.get(key)
      if !earlier.isUndefined { score += failUnique(node, value, place, Int(earlier.int64), index) }
      seen.set(key, Value(index))
    }
    return score
  }

  private func checkContains(
    _ node: SchemaNode, _ contains: SchemaNode, _ elements: UnsafeBufferPointer<Value>, _ value: Value, _ place: Int
  ) throws(SchemaProblem) -> Int {
    let start = failures.count
    var best: Int?
    for (index, element) in elements.enumerated() {
      let before = failures.count
      let score = try visitChild(contains, element, Value(index), place)
      if failures.count == before {
        forget(from: start)
        return 0
      }
      keepBetter(&best, score, from: before, after: start)
    }
    return (best ?? 0) + insert(.contains, node, value, place, at: start)
  }

  // MARK: Objects

  func checkObject(_ node: SchemaNode, _ object: Value, _ place: Int) throws(SchemaProblem) -> Int {
    var score = 1
    if let bound = node.minProperties, object.count < bound { score += fail(.minProperties, node, object, place) }
    if let bound = node.maxProperties, object.count > bound { score += fail(.maxProperties, node, object, place) }
    for name in node.required {
      score += object.member(name).isUndefined ? fail(.required, node, name, place) : 1
    }
    if node.additionalProperties != nil || !node.patternProperties.isEmpty {
      for entry in object.sortedEntries { score += try checkProperty(node, entry, place) }
    }
    if let names = node.propertyNames {
      for entry in object.sortedEntries {
        let before = failures.count
        let inner = try visit(names, entry.key, place)
        if failures.count > before { score += inner + insert(.propertyName, node, entry.key, place, at: before) }
      }
    }
    return score
  }

  /// A property by the patterns that its name has, else by `additionalProperties`.
  private func checkProperty(_ node: SchemaNode, _ entry: Entry, _ place: Int) throws(SchemaProblem) -> Int {
    var score = 0
    var hasPattern = false
    for (pattern, schema) in node.patternProperties where pattern.matches(entry.key.utf8) {
      hasPattern = true
      score += try visitChild(schema, entry.value, entry.key, place)
    }
    if hasPattern { return score + 1 }
    if node.propertyNamesKnown.contains(entry.key) { return score }
    switch node.additionalProperties {
    case nil, .allowed(true): return score
    case .allowed(false): return score + fail(.additionalProperty, node, entry.key, place)
    case .schema(let schema): return score + (try visitChild(schema, entry.value, entry.key, place))
    }
  }
}
