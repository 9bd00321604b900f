/// `json.verify_schema` and `json.match_schema`: JSON schema drafts 4, 6 and 7, and by default a mixture that takes
/// what all of them say.
enum JSONSchemaBuiltins {
  static let all: [Builtin] = [
    Builtin("json.verify_schema", 1) { (context, operands) throws(BuiltinError) in
      do throws(SchemaProblem) {
        _ = try schema(operands[0], context)
        return pair(context.arena, true, .null)
      } catch {
        let text = try error.text()
        let writer = context.emptyText()
        writer.write("jsonschema: ")
        writer.write(text)
        return pair(context.arena, false, try context.finishText())
      }
    },
    Builtin("json.match_schema", 2) { (context, operands) throws(BuiltinError) in
      do throws(SchemaProblem) {
        try check(operands[0])
        let compiled = try schema(operands[1], context)
        let validator = context.cache(SchemaValidator.self) { SchemaValidator() }
        let errors = try validator.errors(of: try document(operands[0], context.arena), by: compiled, context.arena)
        return pair(context.arena, errors.count == 0, errors)
      } catch { throw .failed(try error.text()) }
    },
  ]

  /// Longer schemas are compiled at each call: a cache of them would have no bound worth the name.
  private static let cachedBytesMax = 256 * 1024

  private final class SchemaCache {
    let compiled = PatternCache<CompiledSchema>(entriesMax: 64)
  }

  private static func pair(_ arena: Arena, _ isValid: Bool, _ detail: Value) -> Value {
    arena.array([Value(isValid), detail])
  }

  /// A document or schema is an object, or the JSON text of any value.
  private static func check(_ value: Value) throws(SchemaProblem) {
    switch value.tag {
    case .object: return
    case .string: if !JSONSyntax.isValid(value.utf8) { throw .invalid("invalid JSON string") }
    default: throw .invalid("wrong type, expected string or object")
    }
  }

  private static func document(_ value: Value, _ arena: Arena) throws(SchemaProblem) -> Value {
    guard value.tag == .string else { return value }
    do throws(BuiltinError) { return try JSONText.read(value.utf8, arena) } catch { throw .bound(error) }
  }

  /// The schema in an operand, compiled at first sight.
  private static func schema(_ value: Value, _ context: BuiltinContext) throws(SchemaProblem) -> CompiledSchema {
    try check(value)
    let writer = context.emptyText()
    if value.tag == .string { writer.write(value.utf8) } else { JSONWriter.write(value, to: writer) }
    if writer.isFull { throw .bound(.outOfMemory) }
    let text = writer.bytes
    let cache = context.cache(SchemaCache.self) { SchemaCache() }.compiled
    let hash = StringHash.of(text)
    if let found = cache.find(text, hash: hash) { return found }
    guard context.arena.admits(text.count) else { throw .bound(.outOfMemory) }
    let source = try Document { arena throws(SchemaProblem) in try document(arena.string(text), arena) }
    let compiled = try CompiledSchema(source)
    if text.count <= cachedBytesMax { cache.insert(text, hash: hash, compiled) }
    return compiled
  }
}

/// Why a schema or a document cannot be used.
enum SchemaProblem: Error {
  /// A mistake, in the words of the reference.
  case invalid(String)
  /// A bound was reached: this ends the evaluation.
  case bound(BuiltinError)

  func text() throws(BuiltinError) -> String {
    switch self {
    case .invalid(let text): return text
    case .bound(.failed(let text)), .bound(.limit(let text)): throw .limit(text)
    case .bound(let error): throw error
    }
  }
}
