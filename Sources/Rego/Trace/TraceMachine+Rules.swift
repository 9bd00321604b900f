extension TraceMachine {
  func virtualDocument(
    _ virtual: TraceVirtual, _ node: RuleTree.Node, _ frame: TraceFrame, _ next: @escaping Next
  ) -> TraceFlow {
    let rules = rules(at: node)
    let match = match(rules, virtual.path, arguments: nil, frame)
    if !rules.isMultiValue, rules.isGround {
      // Functions are no documents.
      if match.isEmpty || match.anyRule?.head.arguments != nil { return .done }
      return completeDocument(virtual, match, frame, next)
    }
    let isSet = rules.isMultiValue && rules.isGround
    if virtual.position == virtual.goal.path.count { return allRules(virtual, match, isSet, frame, next) }
    return eachRule(virtual, match, isSet, frame, next)
  }

  /// What a result is remembered under.
  func memoKey(_ path: [Value]) -> Value { arena.measured(arena.array(path)) }

  private func remembered(_ key: Value) -> Value? { memo[memo.count - 1][key] }

  private func remember(_ key: Value, _ value: Value) { memo[memo.count - 1][key] = value }

  private func follow(
    _ virtual: TraceVirtual, _ item: TraceItem, _ scope: TraceScope, _ frame: TraceFrame, _ next: @escaping Next
  ) -> TraceFlow {
    follow(virtual.goal, virtual.position, item, scope, frame, next)
  }

  // MARK: Complete rules

  private func completeDocument(
    _ virtual: TraceVirtual, _ match: TraceRules.Match, _ frame: TraceFrame, _ next: @escaping Next
  ) -> TraceFlow {
    let key = memoKey(virtual.path)
    let document = recorder?.use(key, source.text(of: virtual.path), frame)
    if let known = remembered(key) {
      return known.isUndefined ? .done : follow(virtual, .value(known), frame.scope, frame, next)
    }
    let (flow, found) = chains(match) { [self] rule, previous in
      var result: Value?
      let child = child(rule.body, of: frame, findsOne: match.exitsEarly)
      recorder?.begin(rule, child, document, self)
      emit(.enter, .rule(rule), child)
      var previous = previous
      let flow = evaluate(child, 0) { [self] in
        emit(.exit, .rule(rule), child)
        recorder?.gave(rule, child, self)
        let head = rule.head.value ?? Term(.boolean(true), at: rule.location)
        let value = plug(.term(head), child.scope) ?? .undefined
        result = value
        if let previous {
          if previous != value { return fail(.evalConflict, Machine.conflicts[0], rule.location) }
          emit(.redo, .rule(rule), child)
          return .done
        }
        previous = value
        remember(key, value)
        let (item, scope) = child.scope.apply(.term(head))
        let flow = follow(virtual, item, scope, frame, next)
        if flow != .done { return flow }
        emit(.redo, .rule(rule), child)
        return .done
      }
      return (flow, result)
    }
    if flow == .done, !found { remember(key, .undefined) }
    return flow.suppressed == .failed ? .failed : flow
  }

  /// Evaluates rules in order, of each chain those after the first only when those before had no solution. The value
  /// of a rule is handed to the later ones, and none means the default rule.
  private func chains(
    _ match: TraceRules.Match, _ evaluate: (Rule, Value?) -> (TraceFlow, Value?)
  ) -> (TraceFlow, Bool) {
    var previous: Value?
    for chain in match.chains {
      for rule in chain {
        let (flow, result) = evaluate(rule, previous)
        // A solution that makes others needless ends the rules, unless it was one of somebody around.
        if flow == .failed || flow == .earlyExit { return (flow.suppressed, true) }
        if let result {
          previous = result
          break
        }
      }
    }
    if previous == nil, let fallback = match.fallback {
      let (flow, result) = evaluate(fallback, nil)
      return (flow.suppressed, result != nil)
    }
    return (.done, previous != nil)
  }

  // MARK: Functions

  func callFunction(
    _ node: RuleTree.Node, _ operation: Term, _ operands: [Term], _ frame: TraceFrame, _ next: @escaping Next
  ) -> TraceFlow {
    let path = operation.path.dropFirst().compactMap { plug(.term($0), frame.scope) }
    let match = match(rules(at: node), path, arguments: operands, frame)
    guard let arity = match.anyRule?.head.arguments?.count else { return .done }
    let hasOutput = operands.count == arity + 1
    let arguments = operands.prefix(arity).compactMap { plug(.term($0), frame.scope) }
    let key = memoKey(path + [.null] + arguments)
    let document = recorder?.use(key, operation.description + "(…)", isFunction: true, frame)
    if arguments.count == arity, let known = remembered(key) {
      if hasOutput { return unify(.term(operands[arity]), .value(known), frame, next) }
      return known.isFalse ? .done : next()
    }
    return chains(match) { [self] rule, previous in
      functionRule(
        rule, operands,
        FunctionCall(
          arity: arity, hasOutput: hasOutput, key: key, exitsEarly: match.exitsEarly, document: document),
        previous, frame, next)
    }.0
  }

  private struct FunctionCall {
    let arity: Int
    let hasOutput: Bool
    let key: Value
    let exitsEarly: Bool
    let document: DocumentAccount?
  }

  private func functionRule(
    _ rule: Rule, _ operands: [Term], _ call: FunctionCall, _ previous: Value?, _ frame: TraceFrame,
    _ next: @escaping Next
  ) -> (TraceFlow, Value?) {
    let child = child(rule.body, of: frame, findsOne: call.exitsEarly)
    recorder?.begin(rule, child, call.document, self)
    recorder?.bind(rule.head.arguments ?? [], to: operands, child, of: frame)
    emit(.enter, .rule(rule), child)
    let head = rule.head.value ?? Term(.boolean(true), at: rule.location)
    let parameters = (rule.head.arguments ?? []) + (call.hasOutput ? [head] : [])
    var (result, previous) = (Value?.none, previous)
    let flow = unifyAll(
      operands.map { .term($0) }[...], parameters.map { .term($0) }[...], frame.scope, child.scope, frame
    ) { [self] in
      evaluate(child, 0) { [self] in
        emit(.exit, .rule(rule), child)
        recorder?.gave(rule, child, self)
        let value = plug(.term(head), child.scope) ?? .undefined
        result = value
        remember(call.key, value)
        if let previous {
          if previous != value { return fail(.evalConflict, Machine.conflicts[1], rule.location) }
          emit(.redo, .rule(rule), child)
          return .done
        }
        previous = value
        if !call.hasOutput, value.isFalse { return .done }
        let flow = next()
        if flow != .done { return flow }
        emit(.redo, .rule(rule), child)
        return .done
      }
    }
    return (flow, result)
  }

  // MARK: Partial rules

  private func allRules(
    _ virtual: TraceVirtual, _ match: TraceRules.Match, _ isSet: Bool, _ frame: TraceFrame, _ next: @escaping Next
  ) -> TraceFlow {
    let key = memoKey(virtual.path)
    let document = recorder?.use(key, source.text(of: virtual.path), isCollection: true, frame)
    var whole = remembered(key)
    if whole == nil {
      let flow = collectAll(virtual, match, isSet, frame, document, &whole)
      if flow != .done { return flow }
      if let whole { remember(key, whole) }
    }
    return unify(.value(whole ?? .undefined), virtual.goal.result, frame.scope, virtual.goal.resultScope, frame, next)
  }

  private func collectAll(
    _ virtual: TraceVirtual, _ match: TraceRules.Match, _ isSet: Bool, _ frame: TraceFrame,
    _ document: DocumentAccount?, _ whole: inout Value?
  ) -> TraceFlow {
    let result = TraceCollection(arena, isSet: isSet)
    for rule in match.chains.compactMap(\.first) {
      let child = child(rule.body, of: frame)
      recorder?.begin(rule, child, document, self)
      emit(.enter, .rule(rule), child)
      let flow = evaluate(child, 0) { [self] in
        emit(.exit, .rule(rule), child)
        recorder?.gave(rule, child, self)
        guard result.add(rule, below: virtual.path.count + 1, { plug(.term($0), child.scope) }) != nil else {
          return fail(.evalConflict, Machine.keyConflict, rule.head.location)
        }
        emit(.redo, .rule(rule), child)
        return .done
      }
      if flow == .failed { return flow }
    }
    whole = result.value
    document?.value = result.value
    return .done
  }

  /// Only the rules for the keys that the reference gives.
  private func eachRule(
    _ virtual: TraceVirtual, _ match: TraceRules.Match, _ isSet: Bool, _ frame: TraceFrame, _ next: @escaping Next
  ) -> TraceFlow {
    if match.chains.isEmpty, match.fallback == nil { return .done }
    if let known = remembered(memoKey(virtual.path)) {
      _ = recorder?.use(memoKey(virtual.path), source.text(of: virtual.path), isCollection: true, frame)
      return follow(virtual, .value(known), frame.scope, frame, next)
    }
    let brackets = virtual.goal.path[virtual.position...]
    let keys = brackets.map { plug(.term($0), virtual.goal.scope) }
    if keys[0] == nil {
      var whole: Value?
      let document = recorder?.use(memoKey(virtual.path), source.text(of: virtual.path), isCollection: true, frame)
      let flow = collectAll(virtual, match, isSet, frame, document, &whole)
      if flow != .done { return flow }
      if let whole { remember(memoKey(virtual.path), whole) }
      return follow(virtual, .value(whole ?? .undefined), frame.scope, frame, next)
    }
    let most =
      match.chains.compactMap(\.first).map { $0.head.reference.count + ($0.head.key == nil ? 0 : 1) }.max() ?? 0
    let known = keys.prefix(max(0, most - virtual.position)).prefix { $0 != nil }.compactMap { $0 }
    let memoKey = memoKey(virtual.path + [.null] + known)
    // Keys after an unknown one narrow what is evaluated, too.
    let isNarrowed = keys.prefix(max(0, most - virtual.position)).dropFirst(known.count).contains { $0 != nil }
    let document = recorder?.use(memoKey, source.text(of: virtual.path + known), isCollection: true, frame)
    if !isNarrowed, let value = remembered(memoKey) {
      return value.isUndefined ? .done : follow(virtual, .value(value), frame.scope, frame, next)
    }
    let result = TraceCollection(arena, isSet: isSet)
    for rule in match.chains.compactMap(\.first) {
      let flow = keyedRule(rule, virtual, result, frame, document)
      if flow == .failed { return flow }
    }
    // What is not there is not remembered, as in the reference.
    document?.value = result.value
    let found = known.reduce(result.value) { $0.isUndefined ? $0 : $0.member(at: $1) }
    if !isNarrowed, !found.isUndefined { remember(memoKey, result.value) }
    return follow(virtual, .value(result.value), frame.scope, frame, next)
  }

  private func keyedRule(
    _ rule: Rule, _ virtual: TraceVirtual, _ result: TraceCollection, _ frame: TraceFrame,
    _ document: DocumentAccount?
  ) -> TraceFlow {
    let child = child(rule.body, of: frame)
    recorder?.begin(rule, child, document, self)
    emit(.enter, .rule(rule), child)
    var isDefined = false
    let heads = rule.head.reference.dropFirst(virtual.position) + (rule.head.key.map { [$0] } ?? [])
    let wanted = virtual.goal.path.dropFirst(virtual.position)
    let count = min(heads.count, wanted.count)
    let flow = unifyAll(
      wanted.prefix(count).map { .term($0) }[...], heads.prefix(count).map { .term($0) }[...], virtual.goal.scope,
      child.scope, frame
    ) { [self] in
      isDefined = true
      return evaluate(child, 0) { [self] in
        emit(.exit, .rule(rule), child)
        recorder?.gave(rule, child, self)
        guard let isNew = result.add(rule, below: virtual.position, { plug(.term($0), child.scope) }) else {
          return fail(.evalConflict, Machine.keyConflict, rule.head.location)
        }
        emit(isNew ? .redo : .duplicate, .rule(rule), child)
        return .done
      }
    }
    if flow == .done, !isDefined { emit(.fail, .rule(rule), child) }
    return flow
  }
}

/// What partial rules have given so far.
private final class TraceCollection {
  private indirect enum Node {
    case value(Value)
    case set([Value])
    case object([(key: Value, node: Node)])
  }

  private let arena: Arena
  private var root: Node

  init(_ arena: Arena, isSet: Bool) {
    self.arena = arena
    root = isSet ? .set([]) : .object([])
  }

  /// Whether what the rule gives is new; nil when something else is there already.
  func add(_ rule: Rule, below count: Int, _ plug: (Term) -> Value?) -> Bool? {
    let keys = rule.head.reference.dropFirst(count).map { plug($0) ?? .undefined }
    if let key = rule.head.key { return TraceCollection.insert(plug(key) ?? .undefined, true, keys[...], &root) }
    let value = plug(rule.head.value ?? Term(.boolean(true), at: .none)) ?? .undefined
    return TraceCollection.insert(value, false, keys[...], &root)
  }

  private static func insert(_ value: Value, _ isMember: Bool, _ keys: ArraySlice<Value>, _ node: inout Node) -> Bool? {
    guard let key = keys.first else {
      guard isMember, case .set(var members) = node else { return nil }
      if members.contains(value) { return false }
      members.append(value)
      node = .set(members)
      return true
    }
    guard case .object(var pairs) = node else { return nil }
    let rest = keys.dropFirst()
    guard let position = pairs.firstIndex(where: { $0.key == key }) else {
      var inner: Node = rest.isEmpty ? (isMember ? .set([]) : .value(value)) : .object([])
      if isMember || !rest.isEmpty, insert(value, isMember, rest, &inner) == nil { return nil }
      pairs.append((key, inner))
      node = .object(pairs)
      return true
    }
    if rest.isEmpty, !isMember {
      guard case .value(let known) = pairs[position].node, known == value else { return nil }
      return false
    }
    let isNew = insert(value, isMember, rest, &pairs[position].node)
    node = .object(pairs)
    return isNew
  }

  var value: Value { value(of: root) }

  private func value(of node: Node) -> Value {
    switch node {
    case .value(let value): return value
    case .set(let members):
      var set = SetBuilder(arena)
      for member in members { set.insert(member) }
      return set.finish()
    case .object(let pairs):
      var object = ObjectBuilder(arena)
      for (key, inner) in pairs { object.set(key, value(of: inner)) }
      return object.finish()
    }
  }
}
