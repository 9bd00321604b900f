/// Matches documents by a compiled schema. It keeps its lists between calls, so that a document that fits takes no
/// memory of its own.
///
/// Which errors are told of an `anyOf`, a `oneOf` or a `contains` follows from scores, as in the reference: each check
/// that was made counts one, each error two less, and of the alternatives that failed the best one shows its errors.
final class SchemaValidator {
  /// Deeper combinations of document and schema are refused: a reference may lead to itself.
  static let depthMax = 500
  /// Alternatives within alternatives grow exponentially; more visits of a subschema than this are refused.
  static let stepsMax = 1_000_000

  private(set) var failures: [SchemaError] = []
  /// Where in the document the visit is: each place with the one above it, -1 at the top.
  private var places: [(parent: Int, key: Value)] = []
  private var depth = 0
  private var steps = 0
  let writer = ByteWriter(capacity: 256)
  private(set) var arena = Arena()

  /// The errors as the reference's objects.
  func errors(of document: Value, by schema: CompiledSchema, _ arena: Arena) throws(SchemaProblem) -> Value {
    failures.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    (depth, steps) = (0, 0)
    self.arena = arena
    writer.byteCountMax = arena.bytesMax - min(arena.bytesUsed, arena.bytesMax)
    _ = try visit(schema.root, document, -1)
    defer { failures.removeAll(keepingCapacity: true) }
    var builder = ArrayBuilder(arena, capacity: failures.count)
    for failure in failures {
      let field = fieldText(failure.place)
      let text = failure.text(field: field)
      guard arena.admits(2 * text.utf8.count + 2 * field.utf8.count) else { throw .bound(.outOfMemory) }
      var object = ObjectBuilder(arena, capacity: 4)
      object.set("desc", arena.string(text))
      object.set("error", arena.string(field + ": " + text))
      object.set("field", arena.string(field))
      object.set("type", arena.string(failure.kind.rawValue))
      builder.append(object.finish())
    }
    if arena.isExhausted { throw .bound(.outOfMemory) }
    return builder.finish()
  }

  private func fieldText(_ place: Int) -> String {
    var parts: [String] = []
    var index = place
    while index >= 0 {
      let key = places[index].key
      parts.append(key.string ?? key.numberText ?? JSONWriter.string(key))
      index = places[index].parent
    }
    return parts.isEmpty ? "(Root)" : parts.reversed().joined(separator: ".")
  }

  // MARK: Visits

  /// Adds what is wrong with the value; returns the score.
  func visit(_ node: SchemaNode, _ value: Value, _ place: Int) throws(SchemaProblem) -> Int {
    steps += 1
    if steps > Self.stepsMax { throw .bound(.limit("schema took more than \(Self.stepsMax) steps")) }
    if depth >= Self.depthMax { throw .bound(.limit("schema matched deeper than \(Self.depthMax) levels")) }
    depth += 1
    defer { depth -= 1 }
    if let constant = node.constant { return constant ? 0 : fail(.alwaysFalse, node, value, place) }
    if let target = node.target { return try visit(target, value, place) }
    let type = SchemaTypes.type(of: value).type
    let fits = node.types.isEmpty || node.types.contains(type) || (type == .integer && node.types.contains(.number))
    if !fits { return fail(.type, node, value, place) }
    var score = try checkCombinations(node, value, place)
    switch value.tag {
    case .int, .decimal: score += try checkNumber(node, value, place) + checkCommon(node, value, place)
    case .string: score += try checkCommon(node, value, place) + checkString(node, value, place)
    case .array: score += try checkArray(node, value.elements, value, place) + checkCommon(node, value, place)
    case .set: score += try checkArray(node, value.sortedMembers, value, place) + checkCommon(node, value, place)
    case .object:
      let object = named(value)
      score += try checkObject(node, object, place) + checkCommon(node, object, place)
      for (name, property) in node.properties {
        let member = object.member(name)
        if !member.isUndefined { score += try visitChild(property, member, name, place) }
      }
    default: score += try checkCommon(node, value, place)
    }
    return score + 1
  }

  /// Visits a part of the value at `place`; its place is forgotten when nothing was wrong.
  func visitChild(
    _ node: SchemaNode, _ value: Value, _ key: Value, _ place: Int
  ) throws(SchemaProblem) -> Int {
    let before = failures.count
    let count = places.count
    places.append((place, key))
    let score = try visit(node, value, count)
    if failures.count == before { places.removeSubrange(count...) }
    return score
  }

  /// Adds an error; returns what it does to the score.
  func fail(_ kind: SchemaError.Kind, _ node: SchemaNode, _ value: Value, _ place: Int) -> Int {
    failures.append(SchemaError(kind: kind, place: place, node: node, value: value))
    return -2
  }

  func failUnique(_ node: SchemaNode, _ value: Value, _ place: Int, _ first: Int, _ second: Int) -> Int {
    failures.append(
      SchemaError(kind: .unique, place: place, node: node, value: value, first: first, second: second))
    return -2
  }

  /// Takes back what was added since there were `count` errors.
  func forget(from count: Int) { failures.removeSubrange(count...) }

  func removeFailures(_ range: Range<Int>) { failures.removeSubrange(range) }

  /// Adds an error before those that were added since there were `count` of them.
  func insert(_ kind: SchemaError.Kind, _ node: SchemaNode, _ value: Value, _ place: Int, at count: Int) -> Int {
    failures.insert(SchemaError(kind: kind, place: place, node: node, value: value), at: count)
    return -2
  }

  /// An object whose keys are all strings: others as their JSON.
  private func named(_ object: Value) -> Value {
    let entries = object.sortedEntries
    guard let first = entries.first, let last = entries.last, first.key.tag != .string || last.key.tag != .string
    else { return object }
    var builder = ObjectBuilder(arena, capacity: entries.count)
    for entry in entries {
      let name = entry.key.tag == .string ? entry.key : arena.string(JSONWriter.string(entry.key))
      builder.set(name, entry.value)
    }
    return builder.finish()
  }
}
