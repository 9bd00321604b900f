extension Planner {
  /// Emits code that evaluates a term and returns where its value is. Undefined jumps to `failLabel`; variables in
  /// brackets that are not bound yet iterate.
  func planTerm(_ term: Term) -> Operand {
    if let value = constant(term) { return builder.constant(value) }
    switch term.node {
    case .null, .boolean, .number, .string: return builder.constant(.null)
    case .variable(let name):
      if let operand = variables[name] { return operand }
      if name == "input" || name == "data" { return planReference([term]) }
      return refuse("var \(name) is unsafe", term.location, code: .unsafeVariable)
    case .reference(let parts): return planReference(parts)
    case .array(let elements): return planSequence(.makeArray, elements)
    case .set(let elements): return planSequence(.makeSet, elements)
    case .object(let items):
      let operands = planOperands(items.flatMap { [$0.key, $0.value] })
      let target = builder.register()
      builder.emit(.makeObject, a: target, b: contiguous(operands), c: builder.field(items.count))
      return target
    case .arrayComprehension(let head, let body):
      return planComprehension(.beginArray, body) { target in
        builder.emit(.append, a: target, b: planTerm(head))
      }
    case .setComprehension(let head, let body):
      return planComprehension(.beginSet, body) { target in
        builder.emit(.insert, a: target, b: planTerm(head))
      }
    case .objectComprehension(let key, let value, let body):
      return planComprehension(.beginObject, body) { target in
        let operands = planOperands([key, value])
        builder.emit(.put, a: target, b: operands[0], c: operands[1], at: key.location)
      }
    case .call(let target, let arguments): return planCall(target, arguments, term.location)
    case .template: return refuse("template string was not rewritten", term.location)
    }
  }

  private func planSequence(_ opcode: Opcode, _ elements: [Term]) -> Operand {
    let operands = planOperands(elements)
    let target = builder.register()
    builder.emit(opcode, a: target, b: contiguous(operands), c: builder.field(operands.count))
    return target
  }

  private func planComprehension(_ opcode: Opcode, _ body: Body, _ collect: (Operand) -> Void) -> Operand {
    let target = builder.register()
    builder.emit(opcode, a: target)
    let end = Label()
    closure(failingTo: end) {
      planBody(body)
      collect(target)
      builder.emit(.jump, to: failLabel)
    }
    builder.place(end)
    if opcode == .beginArray { builder.emit(.finishArray, a: target) }
    return target
  }

  /// Evaluates several terms of one expression. A term whose inputs another one binds waits for it.
  func planOperands(_ terms: [Term]) -> [Operand] {
    var operands = [Operand?](repeating: nil, count: terms.count)
    var waiting = Array(terms.indices)
    while !waiting.isEmpty {
      let position = waiting.firstIndex { isEvaluable(terms[$0]) } ?? 0
      let index = waiting.remove(at: position)
      operands[index] = planTerm(terms[index])
    }
    return operands.map { $0 ?? 0 }
  }

  /// Registers in a row that hold these operands.
  func contiguous(_ operands: [Operand]) -> Operand {
    guard let first = operands.first else { return 0 }
    if operands.count == 1, first & Instruction.constantBit == 0 { return first }
    let start = builder.registers(operands.count)
    for (offset, operand) in operands.enumerated() {
      builder.emit(.move, a: builder.field(Int(start) + offset), b: operand)
    }
    return start
  }

  /// Whether a term's value can be had now: all its variables are bound, but for those in brackets, which iterate.
  func isEvaluable(_ term: Term) -> Bool {
    switch term.node {
    case .variable(let name): return isBound(name)
    case .reference(let parts):
      guard isEvaluable(parts[0]) else { return false }
      return parts.dropFirst().allSatisfy { isEvaluableBracket($0) }
    case .array(let elements), .set(let elements): return elements.allSatisfy(isEvaluable)
    case .object(let items): return items.allSatisfy { isEvaluable($0.key) && isEvaluable($0.value) }
    case .call(_, let arguments): return arguments.allSatisfy(isEvaluable)
    default: return true
    }
  }

  private func isEvaluableBracket(_ term: Term) -> Bool {
    switch term.node {
    case .variable: return true
    case .array(let elements): return elements.allSatisfy(isEvaluableBracket)
    case .object(let items): return items.allSatisfy { isEvaluable($0.key) && isEvaluableBracket($0.value) }
    default: return isEvaluable(term)
    }
  }

  // MARK: Constants

  /// The value of a term without variables, calls and references.
  func constant(_ term: Term) -> Value? {
    switch term.node {
    case .null: return .null
    case .boolean(let flag): return Value(flag)
    case .number(let text): return symbols.arena.number(text)
    case .string(let text): return symbols.intern(text)
    case .array(let elements):
      guard let values = constants(elements) else { return nil }
      return symbols.arena.array(values)
    case .set(let elements):
      guard let values = constants(elements) else { return nil }
      var set = SetBuilder(symbols.arena, capacity: values.count)
      for value in values { set.insert(value) }
      return set.finishSorted()
    case .object(let items):
      guard let keys = constants(items.map(\.key)), let values = constants(items.map(\.value)) else { return nil }
      var object = ObjectBuilder(symbols.arena, capacity: keys.count)
      for (key, value) in zip(keys, values) {
        object.set(key, value)
      }
      return object.finishSorted()
    default: return nil
    }
  }

  private func constants(_ terms: [Term]) -> [Value]? {
    var values: [Value] = []
    for term in terms {
      guard let value = constant(term) else { return nil }
      values.append(value)
    }
    return values
  }
}
