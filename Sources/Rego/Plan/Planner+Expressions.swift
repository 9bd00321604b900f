extension Planner {
  func planBody(_ body: Body) {
    for expression in body { planExpression(expression) }
  }

  func planExpression(_ expression: Expression) {
    if expression.with.isEmpty {
      planBare(expression)
    } else {
      _ = planWith(expression, capturing: nil)
    }
  }

  /// An expression without its `with`.
  private func planBare(_ expression: Expression) {
    if expression.isNegated {
      planNegation(expression)
      return
    }
    switch expression.node {
    case .term(let term): builder.emit(.jumpIfFalse, a: planTerm(term), to: failLabel)
    case .call(let target, let arguments): planCallStatement(target, arguments, expression.location)
    case .some: return
    case .every(let every): planEvery(every)
    }
  }

  /// How a query's expression is reported: its value, without failing on `false` unless `checking`.
  func planCaptured(_ expression: Expression, checking: Bool) -> Operand {
    if !expression.with.isEmpty { return planWith(expression, capturing: checking) }
    return planCapturedBare(expression, checking: checking)
  }

  private func planCapturedBare(_ expression: Expression, checking: Bool) -> Operand {
    var value = builder.constant(.true)
    if expression.isNegated {
      planNegation(expression)
      return value
    }
    switch expression.node {
    case .term(let term): value = planTerm(term)
    case .call(let target, let arguments):
      if isEquality(target) || callHasOutput(target, arguments) {
        planCallStatement(target, arguments, expression.location)
        return value
      }
      value = planCall(target, arguments, expression.location)
    case .some: return value
    case .every(let every):
      planEvery(every)
      return value
    }
    if checking { builder.emit(.jumpIfFalse, a: value, to: failLabel) }
    return value
  }

  private func planNegation(_ expression: Expression) {
    let refuted = Label()
    var positive = expression
    positive.isNegated = false
    closure(failingTo: refuted) {
      planBare(positive)
    }
    builder.emit(.jump, to: failLabel)
    builder.place(refuted)
  }

  /// Every round's body must have a solution.
  private func planEvery(_ every: Every) {
    let domain = planTerm(every.domain)
    builder.emit(.matchIterable, a: domain, to: failLabel)
    let done = Label()
    closure(failingTo: done) {
      let iteration = planScan(domain, exhausted: done)
      let roundFailed = Label()
      let nextRound = failLabel
      if let key = every.key { planPattern(key, iteration.key) }
      planPattern(every.value, iteration.value)
      failLabel = roundFailed
      planBody(every.body)
      builder.emit(.jump, to: nextRound)
      builder.place(roundFailed)
    }
    builder.emit(.jump, to: failLabel)
    builder.place(done)
  }

  /// Begins an iteration over a value; from here on failures lead to its next round. The end of the iteration leads to
  /// `exhausted`, by default where failures led before.
  func planScan(_ source: Operand, exhausted: Label? = nil) -> (key: Operand, value: Operand) {
    let state = builder.registers(2)
    let key = builder.register()
    let value = builder.register()
    builder.emit(.scan, a: state, b: source, to: exhausted ?? failLabel)
    let next = Label()
    builder.place(next)
    builder.emit(.next, a: state, b: key, c: value, to: exhausted ?? failLabel)
    failLabel = next
    return (key, value)
  }

  // MARK: Calls as statements

  func operatorName(_ target: Term) -> String? {
    switch target.node {
    case .variable(let name): return name
    case .reference(let parts):
      var names: [String] = []
      for (position, part) in parts.enumerated() {
        switch part.node {
        case .variable(let name) where position == 0: names.append(name)
        case .string(let name): names.append(name)
        default: return nil
        }
      }
      return names.joined(separator: ".")
    default: return nil
    }
  }

  func isEquality(_ target: Term) -> Bool {
    let name = operatorName(target)
    return name == "eq" || name == "assign"
  }

  private func callHasOutput(_ target: Term, _ arguments: [Term]) -> Bool {
    switch callee(target) {
    case .builtin(let number): arguments.count == builtinList[number].arity + 1
    case .function(_, let arity): arguments.count == arity + 1
    case nil: false
    }
  }

  private func planCallStatement(_ target: Term, _ arguments: [Term], _ location: Location) {
    let name = operatorName(target) ?? ""
    if arguments.count == 2 {
      switch name {
      case "eq", "assign": return planUnification(arguments[0], arguments[1])
      case "equal": return planComparison(.equal, arguments, location)
      case "neq": return planComparison(.notEqual, arguments, location)
      case "lt": return planComparison(.less, arguments, location)
      case "lte": return planComparison(.lessOrEqual, arguments, location)
      case "gt": return planComparison(.greater, arguments, location)
      case "gte": return planComparison(.greaterOrEqual, arguments, location)
      default: break
      }
    }
    if callHasOutput(target, arguments), let output = arguments.last {
      let result = planCall(target, Array(arguments.dropLast()), location)
      planPattern(output, result)
    } else {
      builder.emit(.jumpIfFalse, a: planCall(target, arguments, location), to: failLabel)
    }
  }

  /// A comparison as one instruction; a `with` that replaces the operator is refused by the checks.
  private func planComparison(_ opcode: Opcode, _ arguments: [Term], _ location: Location) {
    let operands = planOperands(arguments)
    builder.emit(opcode, a: operands[0], b: operands[1], to: failLabel)
  }

  // MARK: with

  /// - Parameter capturing: nil for a plain statement; else whether a false value fails.
  private func planWith(_ expression: Expression, capturing: Bool?) -> Operand {
    let replacements = expression.with.map { replacement($0) }
    var bare = expression
    bare.with = []
    var unbound: [String] = []
    Variables.visit(bare) { name in
      if !isBound(name), !unbound.contains(name) { unbound.append(name) }
    }
    if expression.isNegated { unbound = [] }
    if case .every = expression.node { unbound = [] }
    return unbound.isEmpty
      ? planWithOnce(bare, replacements, capturing) : planWithAll(bare, replacements, capturing, unbound)
  }

  /// An expression that binds nothing: one solution is enough.
  private func planWithOnce(_ bare: Expression, _ replacements: [() -> Void], _ capturing: Bool?) -> Operand {
    let undo = Label()
    let done = Label()
    let result = builder.register()
    let count = Int32(replacements.count)
    for replace in replacements { replace() }
    closure(failingTo: undo) {
      knownPaths = [:]
      if let capturing {
        builder.emit(.move, a: result, b: planCapturedBare(bare, checking: capturing))
      } else {
        planBare(bare)
      }
      builder.emit(.endWith, extra: count)
      builder.emit(.jump, to: done)
    }
    builder.place(undo)
    builder.emit(.endWith, extra: count)
    builder.emit(.jump, to: failLabel)
    builder.place(done)
    return result
  }

  /// An expression that binds variables: all solutions are collected while the replacements hold, then iterated over.
  private func planWithAll(
    _ bare: Expression, _ replacements: [() -> Void], _ capturing: Bool?, _ unbound: [String]
  ) -> Operand {
    let rows = builder.register()
    let done = Label()
    var bound: [String] = []
    builder.emit(.beginArray, a: rows)
    for replace in replacements { replace() }
    closure(failingTo: done) {
      knownPaths = [:]
      var captured = builder.constant(.true)
      if let capturing {
        captured = planCapturedBare(bare, checking: capturing)
      } else {
        planBare(bare)
      }
      bound = unbound.filter { variables[$0] != nil }
      let row = builder.register()
      let operands = bound.map { variables[$0] ?? captured } + [captured]
      builder.emit(.makeArray, a: row, b: contiguous(operands), c: builder.field(operands.count))
      builder.emit(.append, a: rows, b: row)
      builder.emit(.jump, to: failLabel)
    }
    builder.place(done)
    builder.emit(.endWith, extra: Int32(replacements.count))
    builder.emit(.finishArray, a: rows)
    let row = planScan(rows).value
    for (position, name) in (bound + [""]).enumerated() {
      let element = builder.register()
      builder.emit(.element, a: element, b: row, extra: Int32(position))
      if name.isEmpty { return element }
      variables[name] = element
    }
    return row
  }

  /// Evaluates what a `with` puts in place, now, and returns what emits the replacement.
  private func replacement(_ with: WithModifier) -> () -> Void {
    let parts: [Term]
    if case .reference(let reference) = with.target.node { parts = reference } else { parts = [with.target] }
    guard case .variable(let root) = parts[0].node else { return {} }
    if root == "input" {
      let value = planTerm(with.value)
      let keys = contiguous(parts.dropFirst().map { planTerm($0) })
      return { [self] in
        builder.emit(.withInput, a: value, b: keys, c: builder.field(parts.count - 1), at: with.location)
      }
    }
    switch callee(with.target) {
    case .function(let node, _): return functionReplacement(kind: 0, number: node, with)
    case .builtin(let number): return functionReplacement(kind: 1, number: number, with)
    case nil: break
    }
    var node = DocumentTree.root
    for part in parts.dropFirst() {
      guard case .string(let key) = part.node else { break }
      node = tree.makeChild(node, symbols.intern(key))
    }
    let value = planTerm(with.value)
    return { [self, node] in builder.emit(.withData, a: value, extra: Int32(node), at: with.location) }
  }

  private func functionReplacement(kind: Operand, number: Int, _ with: WithModifier) -> () -> Void {
    let isLocal: Bool
    if case .variable(let name) = with.value.node { isLocal = variables[name] != nil } else { isLocal = false }
    switch isLocal ? nil : callee(with.value) {
    case .function(let node, _):
      return { [self] in
        builder.emit(.withFunction, a: 0xFFFF, b: 0, c: kind, extra: Int32(number), number: Int32(node))
      }
    case .builtin(let other):
      use(ofBuiltin: other)
      return { [self] in
        builder.emit(.withFunction, a: 0xFFFF, b: 1, c: kind, extra: Int32(number), number: Int32(other))
      }
    case nil:
      let value = planTerm(with.value)
      return { [self] in builder.emit(.withFunction, a: value, b: 0, c: kind, extra: Int32(number), number: 0) }
    }
  }
}
