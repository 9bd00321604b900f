/// Reads the values and the demands of one expression while it is evaluated.
struct ExpressionReader {
  private let machine: TraceMachine
  private let recorder: AccountRecorder
  private let frame: TraceFrame
  private let record: FrameRecord

  init(_ machine: TraceMachine, _ recorder: AccountRecorder, _ frame: TraceFrame, _ record: FrameRecord) {
    self.machine = machine
    self.recorder = recorder
    self.frame = frame
    self.record = record
  }

  // MARK: Values

  /// What the references, calls and variables of an expression stand for.
  func values(of group: ExpressionGroup) -> [NamedValue] {
    var found: [(offset: Int, value: NamedValue)] = []
    func add(_ text: String, _ term: Term, _ value: Value, _ path: [Value]? = nil) {
      guard !text.isEmpty, !found.contains(where: { $0.value.text == text }) else { return }
      found.append((term.location.offset, NamedValue(text: text, value: value, inputPath: path)))
    }
    func visit(_ term: Term) {
      switch term.node {
      case .variable(let name):
        let isWritten = machine.names.written(name) != name || !LocalNames.isGenerated(name)
        guard !LocalNames.isWildcard(name), let value = machine.plug(.term(term), frame.scope) else { return }
        // What a generated variable holds is a piece of text: a call or a comprehension.
        let text = isWritten ? machine.names.written(name) : term.location.text
        if isWritten || term.location.text.contains("(") || value.tag != .boolean { add(text, term, value) }
      case .reference(let path):
        guard let (value, known) = value(of: path) else { return }
        let whole = known == path.count
        let text = whole ? term.location.text : Term.path(Array(path.prefix(known)))
        add(text, term, value, path[0].isVariable("input") ? keys(path.dropFirst().prefix(known - 1)) : nil)
        for bracket in path.dropFirst() { visit(bracket) }
      case .array(let elements), .set(let elements): for element in elements { visit(element) }
      case .object(let items): for item in items { visit(item.value) }
      default: return
      }
    }
    for member in group.members {
      switch member.node {
      case .term(let term): visit(term)
      case .call(_, let arguments): for argument in arguments { visit(argument) }
      case .every(let every): visit(every.domain)
      case .some: break
      }
    }
    return found.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
      .map(\.element.value)
  }

  private func keys(_ terms: ArraySlice<Term>) -> [Value] {
    terms.compactMap { machine.plug(.term($0), frame.scope) }
  }

  /// The value of a reference as far as its brackets are known, and how many of its terms those are; nil when nobody
  /// has evaluated it.
  func value(of path: [Term]) -> (value: Value, known: Int)? {
    var keys: [Value] = []
    for term in path.dropFirst() {
      guard let key = machine.plug(.term(term), frame.scope) else { break }
      keys.append(key)
    }
    let known = keys.count + 1
    if path[0].isVariable("data") { return documentValue(keys).map { ($0, known) } }
    let start = path[0].isVariable("input") ? machine.world.input : machine.plug(.term(path[0]), frame.scope)
    guard let start else { return nil }
    return (keys.reduce(start) { $0.isUndefined ? $0 : $0.member(at: $1) }, known)
  }

  /// The value of a document under `data` that was evaluated.
  private func documentValue(_ keys: [Value]) -> Value? {
    guard let memo = machine.memo.last else { return nil }
    for count in stride(from: keys.count, through: 0, by: -1) {
      let prefix = Array(keys.prefix(count))
      let rest = keys.dropFirst(count)
      if let value = memo[machine.memoKey(prefix)] {
        return rest.reduce(value) { $0.isUndefined ? $0 : $0.member(at: $1) }
      }
      for wanted in stride(from: rest.count, to: 0, by: -1) {
        guard let value = memo[machine.memoKey(prefix + [.null] + rest.prefix(wanted))] else { continue }
        return rest.reduce(value) { $0.isUndefined ? $0 : $0.member(at: $1) }
      }
    }
    return nil
  }

  // MARK: Demands

  /// What an expression demands of its operands; nil when it is no relation that is known here.
  func requirement(of expression: Expression) -> Requirement? {
    switch expression.node {
    case .term(let term): return make(.holds, expression, term, nil)
    case .call(let operation, let arguments):
      guard let name = operation.builtinName else { return nil }
      if name == "eq", arguments.count == 2 { return equation(expression, arguments[0], arguments[1]) }
      guard arguments.count == 2, let relation = ExpressionReader.relations[name] else { return nil }
      return make(relation, expression, arguments[0], arguments[1])
    default: return nil
    }
  }

  private static let relations: [String: Requirement.Relation] = [
    "equal": .equal, "neq": .notEqual, "lt": .less, "lte": .lessOrEqual, "gt": .greater, "gte": .greaterOrEqual,
    "internal.member_2": .member, "startswith": .prefix, "endswith": .suffix, "contains": .contains,
  ]

  /// `x := input.y` only demands that there is something.
  private func equation(_ expression: Expression, _ left: Term, _ right: Term) -> Requirement? {
    for (side, other) in [(left, right), (right, left)] {
      guard case .variable(let name) = side.node, record.parameters[name] == nil,
        record.isDefined(name, by: expression)
      else { continue }
      return make(.holds, expression, other, nil)
    }
    return make(.equal, expression, left, right)
  }

  private func make(
    _ relation: Requirement.Relation, _ expression: Expression, _ left: Term, _ right: Term?
  ) -> Requirement {
    Requirement(
      relation: relation, isNegated: expression.isNegated, left: operand(left),
      right: right.map(operand) ?? RelationOperand())
  }

  private func operand(_ term: Term) -> RelationOperand {
    var operand = RelationOperand()
    if case .reference(let path) = term.node {
      if let (value, known) = value(of: path), known == path.count { operand.value = value }
    } else {
      operand.value = machine.plug(.term(term), frame.scope) ?? .undefined
    }
    operand.origins = OriginFinder(machine, recorder, frame.scope).origins(of: term, record, depth: 0)
    return operand
  }
}

extension FrameRecord {
  /// Whether an expression is what gives a variable its value.
  fileprivate func isDefined(_ name: String, by expression: Expression) -> Bool {
    guard let place = definition(of: name)?.expression.location else { return false }
    return place.offset == expression.location.offset && place.length == expression.location.length
  }

  /// The expression that gives a variable its value, here or around.
  func definition(of name: String) -> (expression: Expression, frame: FrameRecord)? {
    var record: FrameRecord? = self
    while let current = record {
      for expression in current.query where !expression.isNegated {
        guard case .call(let operation, let arguments) = expression.node else { continue }
        let isEquation = operation.builtinName == "eq" && arguments.count == 2
        let places = isEquation ? arguments[...] : arguments.suffix(1)
        if places.contains(where: { $0.isVariable(name) }) { return (expression, current) }
      }
      record = current.parent
    }
    return nil
  }
}
