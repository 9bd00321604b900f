extension Evaluator {
  /// Evaluates a query as ``evaluate(_:input:observer:)`` does, and tells how it came to its result.
  /// - Parameter usesIndex: whether rules that demand other constants than the input has are left out, as other
  ///   evaluations do it. Without, such rules are tried and say what they demand.
  /// - Throws: the error that ended the evaluation.
  package func account(
    of query: PreparedQuery, input: Value, usesIndex: Bool = false
  ) throws(Diagnostic) -> EvaluationAccount {
    let recorder = AccountRecorder()
    let result = try evaluate(query, input: input, observer: Unobserved(), recorder, usesIndex: usesIndex)
    return EvaluationAccount(result: result, root: recorder.root, isCut: recorder.isCut)
  }
}

/// Nobody wants events.
private final class Unobserved: EvaluationObserver {
  func observe(_ event: TraceEvent) {}
}
