// Unsafe: owns the machine's registers and memos.

/// Evaluates prepared queries. One belongs to each thread; it keeps its memory between evaluations.
///
/// Several queries may be evaluated on values of the same decision: their results stay valid until ``reset()``.
public final class Evaluator {
  /// Bounds of one evaluation. Reaching one ends it with an ``Diagnostic/Code/evalLimit`` error.
  public struct Limits: Sendable {
    /// Rounds of iterations and calls.
    public var instructionsMax = 10_000_000
    public var memoryBytesMax = 64 << 20
    /// Rules and functions that call each other.
    public var callDepthMax = 512

    public init() {}
  }

  /// Where inputs are built and results lie, until ``reset()``.
  public let arena: Arena
  public let builtins: BuiltinContext
  public let limits: Limits
  /// Built-in errors end the evaluation instead of making their expression undefined.
  public var hasStrictBuiltinErrors = false

  let state: UnsafeMutablePointer<MachineState>
  private let stack: UnsafeMutablePointer<Value>
  var replacements: [Replacement] = []
  var failure: Diagnostic?
  /// What was evaluated since the last reset: results may be constants of it.
  private var evaluated: [Code] = []

  static let stackValues = 128 * 1024

  /// - Parameter symbols: the table that the programs were compiled with.
  public init(symbols: SymbolTable, limits: Limits = Limits()) {
    self.limits = limits
    arena = Arena(symbols: symbols, bytesMax: limits.memoryBytesMax)
    builtins = BuiltinContext(arena: arena)
    stack = .allocate(capacity: Evaluator.stackValues)
    state = .allocate(capacity: 1)
    state.initialize(
      to: MachineState(top: stack, end: stack + Evaluator.stackValues, memo: .allocate(capacity: 1)))
  }

  deinit {
    stack.deallocate()
    state.pointee.memo.deallocate()
    state.deallocate()
  }

  /// The value of a prepared path, undefined when there is none, or the rows of a prepared query.
  /// - Parameter input: the document under `input`, or undefined. It stays valid for the decision and is not changed.
  /// - Throws: the error that ended the evaluation.
  public func evaluate(_ query: PreparedQuery, input: Value) throws(Diagnostic) -> Value {
    begin(query.code, input)
    let machine = Machine(evaluator: self, code: query.code)
    var result: Value
    switch query.target {
    case .rows(let function): result = machine.run(query.code.functions + function)
    case .document(let node, let path):
      result = machine.document(Int32(node))
      for key in path where !result.isUndefined { result = machine.member(of: result, arena.string(key)) }
      if result.tag == .node { result = machine.materialize(result) }
    }
    if state.pointee.hasFailed {
      let error = failure ?? Diagnostic(.evalInternal, "evaluation failed", at: .none)
      failure = nil
      throw error
    }
    return result
  }

  private func begin(_ code: Code, _ input: Value) {
    if evaluated.last !== code { evaluated.append(code) }
    state.pointee.input = input
    state.pointee.lastEpoch += 1
    state.pointee.epoch = state.pointee.lastEpoch
    state.pointee.budget = limits.instructionsMax
    state.pointee.depth = 0
    state.pointee.top = stack
    state.pointee.hasFailed = false
    state.pointee.documentReplacements = 0
    state.pointee.functionReplacements = 0
    replacements.removeAll(keepingCapacity: true)
    if !builtins.evaluationCache.isEmpty { builtins.evaluationCache.removeAll(keepingCapacity: true) }
    if state.pointee.memoCount < code.nodeCount {
      let count = max(code.nodeCount, state.pointee.memoCount * 2)
      state.pointee.memo.deallocate()
      state.pointee.memo = .allocate(capacity: count)
      state.pointee.memo.initialize(
        repeating: MemoSlot(epoch: 0, isComplete: false, value: .undefined), count: count)
      state.pointee.memoCount = count
    }
  }

  /// Ends a decision: all values made since the last reset are invalid.
  public func reset() {
    arena.reset()
    evaluated.removeAll(keepingCapacity: true)
  }
}
