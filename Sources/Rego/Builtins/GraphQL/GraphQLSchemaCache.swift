/// The schemas that an evaluator met as texts, checked and ready. Bounded by their number and their length: when it is
/// full it is emptied, which a policy with a few schemas never sees.
final class GraphQLSchemaCache {
  static let entriesMax = 16
  static let bytesMax = 4 << 20

  /// A schema and where its tree can be had.
  struct Entry {
    let schema: GraphQLSchema
    /// The tree that the schema was made of, before the checks completed it.
    let source: Source

    enum Source {
      case text(String)
      case object(Value)
    }

    /// The schema's tree as a document.
    func document(_ context: BuiltinContext) throws(GraphQLFailure) -> Value {
      let writer = GraphQLDocumentWriter(arena: context.arena)
      switch source {
      case .text(let text):
        return writer.document(try GraphQL.parser(context.arena.string(text), context).schemaDocument())
      case .object(let object): return writer.document(try GraphQLDocumentReader().schemaDocument(object))
      }
    }
  }

  private var schemas: [String: GraphQLSchema] = [:]
  private var byteCount = 0

  /// The schema that an operand holds.
  func schema(
    _ operand: Value, _ index: Int, _ context: BuiltinContext
  ) throws(GraphQLFailure) -> Entry {
    switch operand.kind {
    case .object:
      let document = try GraphQLDocumentReader().schemaDocument(operand)
      return Entry(schema: try build(document), source: .object(operand))
    case .string:
      let text = operand.string ?? ""
      if let found = schemas[text] { return Entry(schema: found, source: .text(text)) }
      let made = try build(try GraphQL.parser(operand, context).schemaDocument())
      insert(text, made)
      return Entry(schema: made, source: .text(text))
    default: throw .operand(index, operand.kind)
    }
  }

  private func insert(_ text: String, _ schema: GraphQLSchema) {
    let size = text.utf8.count
    if size > Self.bytesMax { return }
    if schemas.count == Self.entriesMax || byteCount + size > Self.bytesMax {
      schemas = [:]
      byteCount = 0
    }
    schemas[text] = schema
    byteCount += size
  }

  private func build(_ document: GraphQLSchemaDocument) throws(GraphQLFailure) -> GraphQLSchema {
    do throws(GraphQLFailure) {
      return try GraphQLSchemaBuilder.schema(document)
    } catch {
      guard case .found(let finding) = error else { throw error }
      throw .unreadable("Error in gqlparser SchemaDocument to Schema conversion: \(finding.text)")
    }
  }
}
