/// Finds where in the input the value of a term comes from: through variables, rules and calls of functions.
struct OriginFinder {
  private let machine: TraceMachine
  private let recorder: AccountRecorder
  private let scope: TraceScope

  init(_ machine: TraceMachine, _ recorder: AccountRecorder, _ scope: TraceScope) {
    self.machine = machine
    self.recorder = recorder
    self.scope = scope
  }

  func origins(of term: Term, _ record: FrameRecord, depth: Int) -> [ValueOrigin] {
    guard depth < AccountRecorder.depthMax else { return [] }
    switch term.node {
    case .variable(let name): return origins(ofVariable: name, record, depth: depth)
    case .reference(let path): return origins(ofReference: path, record, depth: depth)
    default: return []
    }
  }

  private func origins(ofVariable name: String, _ record: FrameRecord, depth: Int) -> [ValueOrigin] {
    if let (operand, caller) = record.parameters[name] { return origins(of: operand, caller, depth: depth + 1) }
    guard let (expression, frame) = record.definition(of: name),
      case .call(let operation, let arguments) = expression.node
    else { return [] }
    if operation.builtinName == "eq" {
      let other = arguments[0].isVariable(name) ? arguments[1] : arguments[0]
      return origins(of: other, frame, depth: depth + 1)
    }
    return origins(ofCall: operation, Array(arguments.dropLast()), frame, depth: depth + 1)
  }

  // MARK: References

  private func origins(ofReference path: [Term], _ record: FrameRecord, depth: Int) -> [ValueOrigin] {
    if path[0].isVariable("input") { return extended(.input([]), path.dropFirst(), record) }
    if path[0].isVariable("data") { return origins(ofDocument: path, record, depth: depth) }
    let starts = origins(of: path[0], record, depth: depth + 1)
    let found = starts.flatMap { extended($0, path.dropFirst(), record) }
    guard let object = machine.plug(.term(path[0]), scope), path.count > 1 else { return found }
    let byKey = keyed(path[1], in: object, record, depth: depth)
    return found + byKey
  }

  /// A way that goes on through brackets.
  private func extended(
    _ origin: ValueOrigin, _ brackets: ArraySlice<Term>, _ record: FrameRecord
  ) -> [ValueOrigin] {
    guard case .input(var path) = origin else { return brackets.isEmpty ? [origin] : [] }
    for (offset, bracket) in brackets.enumerated() {
      if isElement(bracket, record) { return offset == brackets.count - 1 ? [.element(path)] : [] }
      guard let key = machine.plug(.term(bracket), scope) else { return [] }
      path.append(key)
    }
    return [.input(path)]
  }

  /// Whether a bracket goes through all members: its variable has no value of its own.
  private func isElement(_ bracket: Term, _ record: FrameRecord) -> Bool {
    guard case .variable(let name) = bracket.node else { return false }
    return record.parameters[name] == nil && record.definition(of: name) == nil
  }

  /// `ranks[input.level]`: the key decides.
  private func keyed(_ key: Term, in object: Value, _ record: FrameRecord, depth: Int) -> [ValueOrigin] {
    guard object.tag == .object, case .variable = key.node else { return [] }
    return origins(of: key, record, depth: depth + 1).compactMap { origin -> ValueOrigin? in
      if case .input(let path) = origin { return .key(path, of: object) }
      return nil
    }
  }

  private func origins(ofDocument path: [Term], _ record: FrameRecord, depth: Int) -> [ValueOrigin] {
    var keys: [Value] = []
    for (offset, term) in path.dropFirst().enumerated() {
      guard let key = machine.plug(.term(term), TraceScope()) else { return [] }
      keys.append(key)
      let rest = path.dropFirst(offset + 2)
      guard let document = recorder.latest[machine.memoKey(keys)] else {
        guard let bracket = rest.first, let constant = constant(at: Array(path.prefix(offset + 2))) else { continue }
        return keyed(bracket, in: constant, record, depth: depth)
      }
      let ways = origins(of: document, depth: depth + 1).flatMap { extended($0, rest, record) }
      guard let bracket = rest.first else { return ways }
      let byKey = keyed(bracket, in: document.value, record, depth: depth)
      return ways + byKey
    }
    return []
  }

  /// The value of a document that nobody has evaluated, where it is written out.
  private func constant(at path: [Term]) -> Value? {
    let rules = machine.source.checked.tree.rules(at: path)
    guard rules.count == 1, rules[0].isBodyGenerated, let head = rules[0].head.value else { return nil }
    return machine.plug(.term(head), TraceScope())
  }

  /// Where the value that the rules of a document gave comes from.
  private func origins(of document: DocumentAccount, depth: Int) -> [ValueOrigin] {
    document.rules.filter { $0.value != nil || document.value.isUndefined }.flatMap { account -> [ValueOrigin] in
      guard let head = account.head else { return [] }
      return origins(of: head, account.frame, depth: depth + 1)
    }
  }

  // MARK: Calls

  /// Functions that keep what matters of their first operand.
  private static let transparent: Set<String> = ["lower", "upper", "trim_space", "to_number", "trim", "round"]

  private func origins(
    ofCall operation: Term, _ arguments: [Term], _ record: FrameRecord, depth: Int
  ) -> [ValueOrigin] {
    if let name = operation.builtinName {
      if OriginFinder.transparent.contains(name), let first = arguments.first {
        return origins(of: first, record, depth: depth + 1)
      }
      return name == "object.get" && arguments.count == 3 ? member(arguments[0], arguments[1], record, depth) : []
    }
    let path = operation.path.dropFirst().compactMap { machine.plug(.term($0), TraceScope()) }
    let operands = arguments.compactMap { machine.plug(.term($0), scope) }
    guard operands.count == arguments.count,
      let document = recorder.latest[machine.memoKey(path + [.null] + operands)]
    else { return [] }
    return origins(of: document, depth: depth + 1)
  }

  /// `object.get(object, key, default)`, whose key may be a path.
  private func member(_ object: Term, _ key: Term, _ record: FrameRecord, _ depth: Int) -> [ValueOrigin] {
    guard let value = machine.plug(.term(key), scope) else { return [] }
    let keys = value.tag == .array ? value.items : [value]
    let ways = origins(of: object, record, depth: depth + 1).compactMap { origin -> ValueOrigin? in
      if case .input(let path) = origin { return .input(path + keys) }
      return nil
    }
    guard value.tag != .array, let known = machine.plug(.term(object), scope) else { return ways }
    let byKey = keyed(key, in: known, record, depth: depth)
    return ways + byKey
  }
}
