/// The GraphQL built-ins. Queries and schemas are texts, or syntax trees as objects.
enum GraphQL {
  static let all: [Builtin] = [
    Builtin("graphql.parse", 2) { (context, operands) throws(BuiltinError) in
      do throws(GraphQLFailure) {
        let (query, schema) = try verified(context, operands)
        return try finish(context.arena.array([query, schema]), context)
      } catch { throw error.builtinError }
    },
    Builtin("graphql.parse_and_verify", 2) { (context, operands) throws(BuiltinError) in
      do throws(GraphQLFailure) {
        let (query, schema) = try verified(context, operands)
        return try finish(context.arena.array([.true, query, schema]), context)
      } catch {
        if case .limit = error { throw error.builtinError }
        let empty = ObjectBuilder(context.arena).finish()
        return context.arena.array([.false, empty, empty])
      }
    },
    Builtin("graphql.parse_query", 1) { (context, operands) throws(BuiltinError) in
      let text = try operands.string(0)
      do throws(GraphQLFailure) {
        let document = try parser(text, context).queryDocument()
        return try finish(GraphQLDocumentWriter(arena: context.arena).document(document), context)
      } catch { throw error.builtinError }
    },
    Builtin("graphql.parse_schema", 1) { (context, operands) throws(BuiltinError) in
      let text = try operands.string(0)
      do throws(GraphQLFailure) {
        let document = try parser(text, context).schemaDocument()
        return try finish(GraphQLDocumentWriter(arena: context.arena).document(document), context)
      } catch { throw error.builtinError }
    },
    Builtin("graphql.is_valid", 2) { (context, operands) throws(BuiltinError) in
      try isValid { () throws(GraphQLFailure) in
        let query = try query(operands[0], 0, context)
        let schema = try schemas(context).schema(operands[1], 1, context).schema
        _ = try GraphQLValidator(schema, query, stopsAtFirst: true).run()
      }
    },
    Builtin("graphql.schema_is_valid", 1) { (context, operands) throws(BuiltinError) in
      try isValid { () throws(GraphQLFailure) in _ = try schemas(context).schema(operands[0], 0, context) }
    },
  ]

  private static func isValid(_ check: () throws(GraphQLFailure) -> Void) throws(BuiltinError) -> Value {
    do throws(GraphQLFailure) {
      try check()
      return .true
    } catch {
      if case .limit = error { throw error.builtinError }
      return .false
    }
  }

  /// The trees of a query and a schema that fit each other.
  private static func verified(
    _ context: BuiltinContext, _ operands: Operands
  ) throws(GraphQLFailure) -> (query: Value, schema: Value) {
    let query = try query(operands[0], 0, context)
    let entry = try schemas(context).schema(operands[1], 1, context)
    let writer = GraphQLDocumentWriter(arena: context.arena)
    // Before the checks, which note in the tree what they find.
    let written = writer.document(query)
    let findings = try GraphQLValidator(entry.schema, query, stopsAtFirst: false).run()
    if !findings.isEmpty { throw .unreadable(GraphQLFinding.report(findings)) }
    return (written, try entry.document(context))
  }

  private static func query(
    _ operand: Value, _ index: Int, _ context: BuiltinContext
  ) throws(GraphQLFailure) -> GraphQLQueryDocument {
    switch operand.kind {
    case .string: try parser(operand, context).queryDocument()
    case .object: try GraphQLDocumentReader().queryDocument(operand)
    default: throw .operand(index, operand.kind)
    }
  }

  static func parser(_ text: Value, _ context: BuiltinContext) -> GraphQLParser {
    let arena = context.arena
    // A token becomes a node of about this many bytes, in memory that the arena does not see.
    let bytesLeft = arena.bytesMax - min(arena.bytesUsed, arena.bytesMax)
    return GraphQLParser(text.utf8, tokensMax: min(GraphQLBounds.tokensMax, bytesLeft / 64))
  }

  private static func schemas(_ context: BuiltinContext) -> GraphQLSchemaCache {
    context.cache(GraphQLSchemaCache.self) { GraphQLSchemaCache() }
  }

  private static func finish(_ value: Value, _ context: BuiltinContext) throws(GraphQLFailure) -> Value {
    if context.arena.isExhausted { throw .limit("memory limit reached") }
    return value
  }
}

extension GraphQLFailure {
  /// A query or schema is neither a text nor an object. The reference counts such operands from 0.
  static func operand(_ index: Int, _ kind: Value.Kind) -> GraphQLFailure {
    .wrongOperand("operand \(index) must be one of {string, object} but got \(kind.name)")
  }

  var builtinError: BuiltinError {
    switch self {
    case .found(let finding): .failed(finding.report)
    case .unreadable(let text): .failed(text)
    case .wrongOperand(let text): .type(text)
    case .limit(let text): .limit(text)
    }
  }
}
