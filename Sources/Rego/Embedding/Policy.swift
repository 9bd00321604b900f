/// Compiled policies and everything that evaluating them needs: the way in for programs that embed the language.
///
/// A policy is immutable and may be shared by all threads. What it returns are ``Document``s, which own their memory.
/// Each evaluation has an evaluator of its own, made for it. Programs that count microseconds keep one ``Evaluator`` a
/// thread instead and use ``Compiler`` and ``Program`` directly: the same engine, whose results are lent rather than
/// copied.
public final class Policy: Sendable {
  public let program: Program
  private let limits: Evaluator.Limits

  /// Parses, checks and plans the modules.
  /// - Parameters:
  ///   - sources: the modules.
  ///   - data: the base documents, an object: what stands under `data` beside the rules.
  ///   - builtins: the functions that the modules may call.
  ///   - limits: the bounds of each evaluation.
  ///   - configure: sets what else the ``Compiler`` may be told: version, strict mode, capabilities.
  /// - Throws: every finding in order, to the reference's limit of ten.
  public init(
    _ sources: [SourceText], data: Document? = nil, builtins: BuiltinRegistry = .standard,
    limits: Evaluator.Limits = Evaluator.Limits(), configure: (inout Compiler) -> Void = { _ in }
  ) throws(Diagnostics) {
    var compiler = Compiler(builtins: builtins)
    configure(&compiler)
    let base = data?.value ?? .undefined
    defer { withExtendedLifetime(data) {} }
    program = try compiler.compile(sources, data: base)
    compiler.symbols.freeze()
    self.limits = limits
  }

  /// The value of the document at `path`, such as `["authz", "allow"]` for `data.authz.allow`; nil when it is
  /// undefined.
  /// - Parameters:
  ///   - path: the names on the way from `data`.
  ///   - input: the document under `input`.
  ///   - configure: sets time, randomness and listeners before the evaluation.
  /// - Throws: the error that ended the evaluation.
  public func value(
    at path: [String], input: Document? = nil, configure: (Evaluator) -> Void = { _ in }
  ) throws(Diagnostic) -> Document? {
    try evaluate(program.prepare(path: path), input, configure) { value, _ in
      value.isUndefined ? nil : Document(copying: value)
    }
  }

  /// The solutions of a query, each `{"expressions": [{"value", "text", "location"}], "bindings": {…}}`: an array that
  /// is empty when the query is undefined.
  /// - Parameters:
  ///   - query: prepared by ``Program/prepare(query:version:package:imports:)`` of ``program``.
  ///   - input: the document under `input`.
  ///   - configure: sets time, randomness and listeners before the evaluation.
  /// - Throws: the error that ended the evaluation.
  public func results(
    of query: PreparedQuery, input: Document? = nil, configure: (Evaluator) -> Void = { _ in }
  ) throws(Diagnostic) -> Document {
    try evaluate(query, input, configure) { rows, arena in Document(copying: query.resultSet(rows, in: arena)) }
  }

  private func evaluate<R>(
    _ query: PreparedQuery, _ input: Document?, _ configure: (Evaluator) -> Void, _ take: (Value, Arena) -> R
  ) throws(Diagnostic) -> R {
    let evaluator = Evaluator(symbols: program.compiler.symbols, limits: limits)
    configure(evaluator)
    defer { withExtendedLifetime((evaluator, input)) {} }
    return take(try evaluator.evaluate(query, input: input?.value ?? .undefined), evaluator.arena)
  }
}
