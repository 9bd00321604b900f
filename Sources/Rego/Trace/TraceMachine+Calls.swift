// Unsafe: passes arguments to built-ins in place.

extension TraceMachine {
  /// Whether a term names a function, built in or not.
  func isFunction(_ term: Term) -> Bool {
    if let name = term.builtinName { return source.builtins.byName[name] != nil }
    return source.checked.tree.rules(at: term.path).first?.head.arguments != nil
  }

  func call(
    _ operation: Term, _ operands: [Term], _ expression: Expression, _ frame: TraceFrame, _ next: @escaping Next
  ) -> TraceFlow {
    let name = operation.description
    if let mock = world.mocks[world.mocks.count - 1].last(where: { $0[name] != nil })?[name] {
      guard isFunction(mock) else { return callValue(mock, operation, operands, frame, next) }
      // What stands in for a function may call it.
      world.mocks.append([])
      let flow = call(mock, operands, expression, frame) { [self] in
        let layer = world.mocks.removeLast()
        let flow = next()
        world.mocks.append(layer)
        return flow
      }
      world.mocks.removeLast()
      return flow
    }
    if let builtin = operation.builtinName.flatMap({ source.builtins.byName[$0] }) {
      return callBuiltin(builtin, operands, expression, frame, next)
    }
    guard let node = source.checked.tree.find(operation.path), !node.rules.isEmpty else { return .done }
    return callFunction(node, operation, operands, frame, next)
  }

  private func callValue(
    _ mock: Term, _ operation: Term, _ operands: [Term], _ frame: TraceFrame, _ next: @escaping Next
  ) -> TraceFlow {
    var item = TraceItem.term(mock)
    if case .variable(let name) = mock.node, let value = mockValues[name] { item = .value(value) }
    let table = FunctionTable(builtins: source.builtins, tree: source.checked.tree)
    if let arity = table.arity(of: operation), operands.count > arity {
      return unify(.term(operands[arity]), item, frame, next)
    }
    if case .value(let value) = item, value.isFalse { return .done }
    return next()
  }

  private func callBuiltin(
    _ builtin: Builtin, _ operands: [Term], _ expression: Expression, _ frame: TraceFrame, _ next: @escaping Next
  ) -> TraceFlow {
    let arguments = operands.prefix(builtin.arity).compactMap { plug(.term($0), frame.scope) }
    guard arguments.count == builtin.arity else { return .done }
    guard let result = result(of: builtin, arguments, expression) else {
      return evaluator.state.pointee.hasFailed ? .failed : .done
    }
    if builtin.name == "trace" { emit(.note, .none, frame, arguments[0].string ?? "") }
    if FunctionTable.void.contains(builtin.name) { return next() }
    let output = operands.count > builtin.arity ? operands[builtin.arity] : nil
    for value in builtin.isRelation ? result.items : [result] {
      guard admit() else { return .failed }
      var flow = TraceFlow.done
      if let output {
        flow = unify(.term(output), .value(value), frame, next)
      } else if !value.isFalse {
        flow = next()
      }
      if flow != .done { return flow }
    }
    return .done
  }

  /// Nil when it is undefined or failed.
  private func result(of builtin: Builtin, _ arguments: [Value], _ expression: Expression) -> Value? {
    let key = arena.measured(arena.array([arena.string(builtin.name)] + arguments))
    if !builtin.isDeterministic, let known = evaluator.builtins.evaluationCache[key] {
      if case .failure(let error) = known { note(error, builtin.name, expression.location) }
      return try? known.get()
    }
    evaluator.builtins.callLocation = expression.location
    var failure: BuiltinError?
    let result = arguments.withUnsafeBufferPointer { buffer -> Value in
      // An empty array may have no address; nobody reads it then.
      withUnsafePointer(to: Value.undefined) { nothing in
        do throws(BuiltinError) {
          return try builtin.call(evaluator.builtins, buffer.baseAddress ?? nothing)
        } catch {
          failure = error
          return .undefined
        }
      }
    }
    if let failure {
      if !builtin.isDeterministic { evaluator.builtins.evaluationCache[key] = .failure(failure) }
      note(failure, builtin.name, expression.location)
      return nil
    }
    let value = result.tag == .array ? arena.measured(result) : result
    if !builtin.isDeterministic { evaluator.builtins.evaluationCache[key] = .success(value) }
    return value.isUndefined ? nil : value
  }

  private func note(_ error: BuiltinError, _ name: String, _ location: Location) {
    let (code, text) = error.report(for: name)
    switch error {
    case .limit, .halt, .cancelled: evaluator.fail(Diagnostic(code, text, at: location))
    default:
      if evaluator.hasStrictBuiltinErrors, !evaluator.state.pointee.hasBuiltinFailure {
        evaluator.state.pointee.hasBuiltinFailure = true
        evaluator.builtinFailure = Diagnostic(code, text, at: location)
      }
    }
  }
}
