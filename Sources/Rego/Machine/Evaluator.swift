// Unsafe: owns the machine's registers and memos.

/// Evaluates prepared queries. One belongs to each thread; it keeps its memory between evaluations.
///
/// Several queries may be evaluated on values of the same decision: their results stay valid until ``reset()``.
///
/// ```swift
/// let evaluator = Evaluator(symbols: compiler.symbols)
/// let input = try JSONReader.read(text, into: evaluator.arena)
/// let result = try evaluator.evaluate(query, input: input)
/// // … use the result …
/// evaluator.reset()
/// ```
///
/// What a policy may see of the world around it (time, random numbers, `opa.runtime()`, where `print` goes) is set on
/// ``builtins``; nothing else is read.
public final class Evaluator {
  /// Where inputs are built and results lie, until ``reset()``.
  public let arena: Arena
  /// What built-ins may use: time, random numbers, the sink of `print`.
  public let builtins: BuiltinContext
  public let limits: Limits
  /// The first error of a built-in becomes the evaluation's error, as the reference's strict mode has it: the
  /// evaluation runs to its end before it is thrown. Else an error only makes its expression undefined.
  public var hasStrictBuiltinErrors = false
  /// Ends evaluations from another thread, when set.
  public var cancellation: Cancellation? { didSet { watch() } }
  /// When evaluations end with an ``Diagnostic/Code/evalCancel`` error, by ``BuiltinContext/monotonicNanoseconds``.
  /// Nil, or without that clock: never.
  public var deadlineNanoseconds: UInt64? { didSet { watch() } }

  let state: UnsafeMutablePointer<MachineState>
  private let stack: UnsafeMutablePointer<Value>
  var replacements: [Replacement] = []
  var failure: Diagnostic?
  /// The first error of a built-in, when they are strict.
  var builtinFailure: Diagnostic?
  var keyedMemo = KeyedMemo()
  /// What was evaluated since the last reset: results may be constants of it.
  private var evaluated: [Code] = []

  static let stackValues = 128 * 1024

  /// - Parameters:
  ///   - symbols: the table that the programs were compiled with.
  ///   - limits: the bounds of each evaluation.
  public init(symbols: SymbolTable, limits: Limits = Limits()) {
    self.limits = limits
    arena = Arena(symbols: symbols, bytesMax: limits.memoryBytesMax)
    builtins = BuiltinContext(arena: arena)
    stack = .allocate(capacity: Evaluator.stackValues)
    state = .allocate(capacity: 1)
    state.initialize(
      to: MachineState(top: stack, end: stack + Evaluator.stackValues, memo: .allocate(capacity: 1)))
    builtins.evaluator = self
    watch()
  }

  deinit {
    stack.deallocate()
    state.pointee.memo.deallocate()
    state.deallocate()
    keyedMemo.free()
  }

  /// The value of a prepared path, undefined when there is none, or the rows of a prepared query.
  /// - Parameters:
  ///   - query: prepared by a program with the same symbols.
  ///   - input: the document under `input`, or undefined. It stays valid for the decision and is not changed.
  /// - Throws: the error that ended the evaluation.
  public func evaluate(_ query: PreparedQuery, input: Value) throws(Diagnostic) -> Value {
    begin(query.code, input)
    if state.pointee.hasFailed { throw takeError() }
    let machine = Machine(evaluator: self, code: query.code)
    var result: Value
    switch query.target {
    case .rows(let function): result = machine.run(query.code.functions + function)
    case .document(let node, let path):
      result = machine.document(Int32(node))
      for key in path where !result.isUndefined { result = machine.member(of: result, arena.string(key)) }
      if result.tag == .node { result = machine.materialize(result) }
    }
    if state.pointee.hasFailed || state.pointee.hasBuiltinFailure { throw takeError() }
    try checkOutput(result)
    return result
  }

  /// The error that ended the evaluation. A strict built-in error came first and counts, but for what a bound or the
  /// caller ended.
  func takeError() -> Diagnostic {
    var error = failure ?? Diagnostic(.evalInternal, "evaluation failed", at: .none)
    if let first = builtinFailure, failure == nil || (error.code != .evalLimit && error.code != .evalCancel) {
      error = first
    }
    failure = nil
    builtinFailure = nil
    state.pointee.hasBuiltinFailure = false
    return error
  }

  func begin(_ code: Code, _ input: Value) {
    if evaluated.last !== code { evaluated.append(code) }
    state.pointee.input = input
    state.pointee.lastEpoch += 1
    state.pointee.epoch = state.pointee.lastEpoch
    state.pointee.firstEpoch = state.pointee.epoch
    state.pointee.depth = 0
    state.pointee.top = stack
    state.pointee.hasFailed = false
    state.pointee.documentReplacements = 0
    state.pointee.functionReplacements = 0
    replacements.removeAll(keepingCapacity: true)
    beginBudget()
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
