extension Evaluator {
  /// Evaluates a query as ``evaluate(_:input:)`` does, and tells an observer every step, in the reference's order.
  ///
  /// This is for people who look for what a policy does; it is many times slower.
  /// - Throws: the error that ended the evaluation.
  public func evaluate(
    _ query: PreparedQuery, input: Value, observer: any EvaluationObserver
  ) throws(Diagnostic) -> Value {
    try evaluate(query, input: input, observer: observer, nil, usesIndex: true)
  }

  /// - Parameter recorder: takes down what an account needs.
  func evaluate(
    _ query: PreparedQuery, input: Value, observer: any EvaluationObserver, _ recorder: AccountRecorder?,
    usesIndex: Bool
  ) throws(Diagnostic) -> Value {
    begin(query.code, input)
    if state.pointee.hasFailed { throw takeError() }
    let trace = query.trace
    let (body, captured) = trace.capturing()
    let machine = TraceMachine(self, trace.source, trace.query, input: input, observer: observer)
    machine.recorder = recorder
    machine.usesIndex = usesIndex
    let frame = TraceFrame(body, TraceScope(), queryID: machine.nextQueryID(), parent: nil)
    if recorder != nil { frame.record = FrameRecord(body, parent: nil) }
    var rows: [Value] = []
    let flow = machine.run(frame) {
      let values =
        trace.query.bindings.map { machine.plug(.term(Term(.variable($0.variable), at: .none)), frame.scope) }
        + captured.map { name in
          name.map { machine.plug(.term(Term(.variable($0), at: .none)), frame.scope) } ?? .true
        }
      rows.append(self.arena.measured(self.arena.array(values.map { $0 ?? .null })))
      return .done
    }
    if flow == .failed || state.pointee.hasFailed || state.pointee.hasBuiltinFailure { throw takeError() }
    let result = trace.isPath ? rows.first?[0] ?? .undefined : arena.measured(arena.array(rows))
    try checkOutput(result)
    return result
  }
}
