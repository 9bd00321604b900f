/// Compiled policies: immutable, shared by all evaluators of a snapshot.
public final class Program: Sendable {
  init(_ checked: CheckedProgram, compiler: Compiler, data: Value) throws(Diagnostics) {
    fatalError("not planned yet")
  }

  /// A query for the document at `data.<path>`, such as `["authz", "allow"]`. A path without a rule is undefined when
  /// it is evaluated.
  public func prepare(path: [String]) -> PreparedQuery { fatalError("not planned yet") }

  /// A query in Rego text. Its result is an array of rows.
  public func prepare(query: SourceText, version: RegoVersion = .v1) throws(Diagnostics) -> PreparedQuery {
    fatalError("not planned yet")
  }
}

/// A query that is ready to be evaluated, many times and from many threads, each with an ``Evaluator`` of its own.
public final class PreparedQuery: Sendable {
}
