/// The rules of one path, as a traced evaluation looks at them.
final class TraceRules {
  let index: RuleIndex
  /// Makes a set or objects of sets, by `contains`.
  let isMultiValue: Bool
  /// All heads are constant.
  let isGround: Bool
  let complete: Set<ObjectIdentifier>

  init(_ rules: [Rule], _ source: TraceSource) {
    index = RuleIndex(rules, isVirtual: source.isVirtual)
    isMultiValue = rules[0].head.key != nil
    isGround = rules.allSatisfy { $0.isDefault || $0.head.hasConstantPath }
    complete = Set(index.entries.map(\.rule).filter { source.isComplete($0) }.map { ObjectIdentifier($0) })
  }

  /// The rules that may hold.
  struct Match {
    /// In order, each with the rest of its `else` chain.
    var chains: [[Rule]] = []
    var fallback: Rule?
    var exitsEarly = false

    var isEmpty: Bool { chains.isEmpty && fallback == nil }
    var anyRule: Rule? { chains.first?.first ?? fallback }
  }
}

extension TraceMachine {
  // MARK: Finding rules

  func rules(at node: RuleTree.Node) -> TraceRules {
    if let known = indices[ObjectIdentifier(node)] { return known }
    var rules = node.rules
    if rules.contains(where: { !$0.head.hasConstantPath }) {
      // What stands below belongs to the same document.
      node.depthFirst { child in
        if child !== node { rules += child.rules }
        return true
      }
    }
    let made = TraceRules(rules, source)
    indices[ObjectIdentifier(node)] = made
    return made
  }

  /// Looks rules up, with the event that tells how many.
  func match(
    _ rules: TraceRules, _ path: [Value], arguments: [Term]?, _ frame: TraceFrame
  ) -> TraceRules.Match {
    let match = lookUp(rules, arguments, frame)
    let count = match.chains.count
    let found = "(matched \(count) \(count == 1 ? "rule" : "rules")\(match.exitsEarly ? ", early exit" : ""))"
    emit(.index, .text(source.text(of: path)), frame, found)
    return match
  }

  private func lookUp(_ rules: TraceRules, _ arguments: [Term]?, _ frame: TraceFrame) -> TraceRules.Match {
    let index = rules.index
    let values = index.subjects.map { subject -> Value? in
      switch subject {
      case .argument(let position):
        guard let arguments, position < arguments.count else { return nil }
        return plug(.term(arguments[position]), frame.scope)
      case .path(let path): return document(at: path)
      }
    }
    let matched = index.entries.enumerated().filter { _, entry in
      !usesIndex
        || zip(entry.patterns ?? [], index.subjects.indices).allSatisfy { pattern, subject in
          holds(pattern, values[subject], index.delimiters[subject])
        }
    }.sorted(by: RuleIndex.comesBefore).map(\.element)
    var match = TraceRules.Match()
    match.fallback = index.fallback
    var roots: [Int] = []
    for entry in matched where !roots.contains(entry.root) { roots.append(entry.root) }
    match.chains = roots.map { root in
      matched.filter { $0.root == root }.sorted { $0.link < $1.link }.map(\.rule)
    }
    match.exitsEarly = saysOneThing(matched, match.chains.compactMap(\.first), rules)
    return match
  }

  private func holds(_ pattern: RuleIndex.Pattern?, _ value: Value?, _ delimiters: [String]) -> Bool {
    guard let pattern, let value else { return true }
    if value.isUndefined { return false }
    switch pattern {
    case .any: return true
    case .scalar(let term): return plug(.term(term), TraceScope()) == value
    case .array(let elements):
      var candidates = value.tag == .array ? [value.items] : []
      if let text = value.string {
        candidates += delimiters.map { RuleIndex.split(text, at: $0).map { arena.string($0) } }
      }
      return candidates.contains { candidate in
        candidate.count == elements.count
          && zip(elements, candidate).allSatisfy { element, value in
            !element.isScalar || plug(.term(element), TraceScope()) == value
          }
      }
    }
  }

  /// Whether all rules that may hold have one value, so that the first solution is enough.
  private func saysOneThing(_ matched: [RuleIndex.Entry], _ roots: [Rule], _ rules: TraceRules) -> Bool {
    var value: String?
    for entry in matched where rules.complete.contains(ObjectIdentifier(entry.rule)) {
      let text = entry.rule.head.value?.description ?? "true"
      if let value, value != text { return false }
      if value == nil, let head = entry.rule.head.value, !head.variables().isEmpty { return false }
      value = text
    }
    var last: String?
    for rule in roots {
      guard rules.complete.contains(ObjectIdentifier(rule)) else { return false }
      let text = rule.head.value?.description ?? "true"
      if let last, last != text { return false }
      last = text
    }
    return true
  }

  // MARK: data

  /// The base document at a constant path, with what `with` put in place.
  private func document(at path: [Term]) -> Value {
    let keys = path.dropFirst().compactMap { plug(.term($0), TraceScope()) }
    guard path[0].isVariable("input") else { return base(keys) }
    return keys.reduce(world.input) { $0.isUndefined ? $0 : $0.member(at: $1) }
  }

  /// The base document below `data` at these keys.
  func base(_ keys: [Value]) -> Value {
    func find(_ root: Value) -> Value {
      keys.reduce(root) { value, key in
        if value.isUndefined { return value }
        let found = value.member(at: key)
        // The reference's store has numbers as texts.
        guard found.isUndefined, value.tag == .object, let text = key.numberText else { return found }
        return value[text]
      }
    }
    let replaced = find(world.data)
    if isReplaced(keys) { return replaced }
    let real = find(source.base)
    return replaced.isUndefined ? real : merged(replaced, real)
  }

  private func isReplaced(_ keys: [Value]) -> Bool {
    world.targets.contains { targets in
      targets.contains { target in
        target[0].isVariable("data") && target.count - 1 <= keys.count
          && zip(target.dropFirst(), keys).allSatisfy { plug(.term($0), TraceScope()) == $1 }
      }
    }
  }

  /// Two objects as one; of two values for one key the first counts.
  private func merged(_ a: Value, _ b: Value) -> Value {
    guard a.tag == .object, b.tag == .object else { return a }
    var object = ObjectBuilder(arena)
    for (key, value) in a.pairs {
      let other = b.member(key)
      object.set(key, other.isUndefined ? value : merged(value, other))
    }
    for (key, value) in b.pairs where a.member(key).isUndefined { object.set(key, value) }
    return object.finish()
  }

  /// Follows a reference under `data`, whose brackets up to `position` gave `keys`.
  func follow(
    _ goal: TraceGoal, _ position: Int, _ keys: [Value], _ node: RuleTree.Node?, _ frame: TraceFrame,
    _ next: @escaping Next
  ) -> TraceFlow {
    guard position < goal.path.count else {
      var whole = Value.undefined
      let flow = extent(keys, node, frame, &whole)
      if flow != .done || whole.isUndefined { return flow }
      return unify(goal.result, .value(whole), goal.resultScope, goal.scope, frame, next)
    }
    if let key = plug(.term(goal.path[position]), goal.scope) {
      return step(goal, position, keys, key, node, frame, next)
    }
    var deferred = TraceFlow.done
    let own = base(keys)
    let below = node.map { $0.ordered.compactMap { child in child.key.value(in: arena).map { ($0, child) } } } ?? []
    for (key, isBase) in own.pairs.map({ ($0.key, true) }) + below.map(\.0).sorted().map({ ($0, false) }) {
      guard admit() else { return .failed }
      let flow = unify(.value(key), .term(goal.path[position]), goal.scope, goal.scope, frame) { [self] in
        step(goal, position, keys, key, node, frame, next)
      }
      if isBase, flow == .deferredExit { deferred = flow } else if flow != .done { return flow }
    }
    return deferred
  }

  private func step(
    _ goal: TraceGoal, _ position: Int, _ keys: [Value], _ key: Value, _ node: RuleTree.Node?, _ frame: TraceFrame,
    _ next: @escaping Next
  ) -> TraceFlow {
    let path = keys + [key]
    var child: RuleTree.Node?
    if !isReplaced(path) {
      child = RuleTree.Key(key).flatMap { node?.children[$0] }
      if let child, !child.rules.isEmpty {
        return virtualDocument(TraceVirtual(goal: goal, position: position + 1, path: path), child, frame, next)
      }
    }
    return follow(goal, position + 1, path, child, frame, next)
  }

  /// The whole document at a node that has no rules of its own.
  private func extent(
    _ keys: [Value], _ node: RuleTree.Node?, _ frame: TraceFrame, _ whole: inout Value
  ) -> TraceFlow {
    let own = base(keys)
    guard let node else {
      whole = own
      return .done
    }
    var virtual = Value.undefined
    let flow = leaves(keys, node, frame, &virtual)
    if flow != .done { return flow }
    whole = own.isUndefined ? virtual : merged(own, virtual)
    return .done
  }

  private func leaves(
    _ keys: [Value], _ node: RuleTree.Node, _ frame: TraceFrame, _ result: inout Value
  ) -> TraceFlow {
    var object = ObjectBuilder(arena)
    let children = node.ordered.compactMap { child in child.key.value(in: arena).map { (key: $0, node: child) } }
    for child in children.sorted(by: { $0.key < $1.key }) {
      guard admit() else { return .failed }
      var value = Value.undefined
      let path = keys + [child.key]
      let flow: TraceFlow
      if isReplaced(path) {
        value = base(path)
        flow = .done
      } else if child.node.rules.isEmpty {
        flow = leaves(path, child.node, frame, &value)
      } else {
        let leaf = Term(.variable("$leaf\(nextQueryID())"), at: .none)
        let goal = TraceGoal(
          path: [Term](repeating: leaf, count: path.count + 1), scope: frame.scope, result: .term(leaf),
          resultScope: frame.scope)
        let virtual = TraceVirtual(goal: goal, position: path.count + 1, path: path)
        var found = Value.undefined
        flow = virtualDocument(virtual, child.node, frame) { [self] in
          found = plug(.term(leaf), frame.scope) ?? .undefined
          return .done
        }
        value = found
      }
      if flow != .done { return flow }
      if !value.isUndefined { object.set(child.key, value) }
    }
    result = object.finish()
    return .done
  }
}

/// A reference that has come to rules: their path, and the brackets from `position` on that lead into their value.
struct TraceVirtual {
  let goal: TraceGoal
  let position: Int
  let path: [Value]
}

extension RuleTree.Key {
  init?(_ value: Value) {
    switch value.kind {
    case .string: self = .string(value.string ?? "")
    case .number: self = .number(value.numberText ?? "")
    case .boolean: self = .boolean(value.isTrue)
    case .null: self = .null
    default: return nil
    }
  }

  func value(in arena: Arena) -> Value? {
    switch self {
    case .string(let text): arena.string(text)
    case .number(let text): arena.number(text)
    case .boolean(let flag): Value(flag)
    case .null: .null
    case .root: nil
    }
  }
}

extension Head {
  var hasConstantPath: Bool { Term.groundPrefixCount(reference) == reference.count }
}
