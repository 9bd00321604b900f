/// Evaluates prepared queries. One belongs to each thread; it keeps its memory between evaluations.
///
/// Several queries may be evaluated on values of the same decision: their results stay valid until ``reset()``.
public final class Evaluator {
  /// Bounds of one evaluation. Reaching one ends it with an ``Diagnostic/Code/evalLimit`` error.
  public struct Limits: Sendable {
    public var instructionsMax = 10_000_000
    public var memoryBytesMax = 64 << 20
    public var callDepthMax = 512

    public init() {}
  }

  /// Where inputs are built and results lie, until ``reset()``.
  public let arena: Arena
  public let builtins: BuiltinContext
  public var limits: Limits
  /// Built-in errors end the evaluation instead of making their expression undefined.
  public var hasStrictBuiltinErrors = false

  /// - Parameter symbols: the table that the programs were compiled with.
  public init(symbols: SymbolTable, limits: Limits = Limits()) {
    self.limits = limits
    arena = Arena(symbols: symbols, bytesMax: limits.memoryBytesMax)
    builtins = BuiltinContext(arena: arena)
  }

  /// The value of a prepared path, undefined when there is none, or the rows of a prepared query.
  /// - Parameter input: the document under `input`, or undefined. It stays valid for the decision and is not changed.
  /// - Throws: the error that ended the evaluation.
  public func evaluate(_ query: PreparedQuery, input: Value) throws(Diagnostic) -> Value {
    fatalError("not planned yet")
  }

  /// Ends a decision: all values made since the last reset are invalid.
  public func reset() { arena.reset() }
}
