extension TraceMachine {
  // MARK: Values of terms

  /// The value of an item without unbound variables, or nil.
  func plug(_ item: TraceItem, _ scope: TraceScope) -> Value? {
    let (item, scope) = scope.apply(item)
    guard case .term(let term) = item else {
      if case .value(let value) = item { return value }
      return nil
    }
    switch term.node {
    case .null: return .null
    case .boolean(let flag): return Value(flag)
    case .number(let text): return arena.number(text)
    case .string(let text): return arena.string(text)
    case .array(let elements):
      let values = elements.compactMap { plug(.term($0), scope) }
      return values.count == elements.count ? arena.measured(arena.array(values)) : nil
    case .set(let elements):
      var set = SetBuilder(arena)
      for element in elements {
        guard let value = plug(.term(element), scope) else { return nil }
        set.insert(value)
      }
      return set.finish()
    case .object(let items):
      var object = ObjectBuilder(arena)
      for item in items {
        guard let key = plug(.term(item.key), scope), let value = plug(.term(item.value), scope) else { return nil }
        object.set(key, value)
      }
      return object.finish()
    default: return nil
    }
  }

  // MARK: Unification

  func unify(_ a: TraceItem, _ b: TraceItem, _ frame: TraceFrame, _ next: @escaping Next) -> TraceFlow {
    unify(a, b, frame.scope, frame.scope, frame, next)
  }

  func unify(
    _ a: TraceItem, _ b: TraceItem, _ scopeA: TraceScope, _ scopeB: TraceScope, _ frame: TraceFrame,
    _ next: @escaping Next
  ) -> TraceFlow {
    let (a, scopeA) = scopeA.apply(a)
    let (b, scopeB) = scopeB.apply(b)
    if wantsUnifications { emit(.unify, .text("\(text(a)) = \(text(b))"), frame) }
    if case .term(let term) = a, term.isEvaluated { return unifyEvaluated(term, b, scopeA, scopeB, frame, next) }
    if case .term(let term) = b, term.isEvaluated { return unifyEvaluated(term, a, scopeB, scopeA, frame, next) }
    if case .term(let term) = a, case .variable(let name) = term.node {
      if case .term(let other) = b, case .variable(name) = other.node, scopeA === scopeB { return next() }
      return bind(name, in: scopeA, to: (b, scopeB), next)
    }
    if case .term(let term) = b, case .variable(let name) = term.node {
      return bind(name, in: scopeB, to: (a, scopeA), next)
    }
    if let left = elements(a), let right = elements(b) {
      return left.count == right.count ? unifyAll(left[...], right[...], scopeA, scopeB, frame, next) : .done
    }
    if let left = pairs(a, scopeA), let right = pairs(b, scopeB) {
      guard left.count == right.count else { return .done }
      var partners: [TraceItem] = []
      for (key, _) in left {
        guard let partner = right.first(where: { $0.key == key }) else { return .done }
        partners.append(partner.item)
      }
      return unifyAll(left.map(\.item)[...], partners[...], scopeA, scopeB, frame, next)
    }
    guard let left = plug(a, scopeA), let right = plug(b, scopeB), left == right else { return .done }
    return next()
  }

  private func bind(
    _ name: String, in scope: TraceScope, to bound: (item: TraceItem, scope: TraceScope), _ next: Next
  ) -> TraceFlow {
    scope.bindings[name] = bound
    let flow = next()
    scope.bindings[name] = nil
    return flow
  }

  func unifyAll(
    _ a: ArraySlice<TraceItem>, _ b: ArraySlice<TraceItem>, _ scopeA: TraceScope, _ scopeB: TraceScope,
    _ frame: TraceFrame, _ next: @escaping Next
  ) -> TraceFlow {
    guard let left = a.first, let right = b.first else { return next() }
    return unify(left, right, scopeA, scopeB, frame) { [self] in
      unifyAll(a.dropFirst(), b.dropFirst(), scopeA, scopeB, frame, next)
    }
  }

  private func elements(_ item: TraceItem) -> [TraceItem]? {
    switch item {
    case .value(let value): value.tag == .array ? value.elements.map { .value($0) } : nil
    case .term(let term): if case .array(let elements) = term.node { elements.map { .term($0) } } else { nil }
    }
  }

  /// In the order of the keys.
  private func pairs(_ item: TraceItem, _ scope: TraceScope) -> [(key: Value, item: TraceItem)]? {
    switch item {
    case .value(let value): return value.tag == .object ? value.pairs.map { ($0.key, .value($0.value)) } : nil
    case .term(let term):
      guard case .object(let items) = term.node else { return nil }
      let found = items.compactMap { item in plug(.term(item.key), scope).map { ($0, TraceItem.term(item.value)) } }
      return found.count == items.count ? found.sorted { $0.0 < $1.0 } : nil
    }
  }

  func text(_ item: TraceItem) -> String {
    switch item {
    case .value(let value): TermText.string(value)
    case .term(let term): term.description
    }
  }

  // MARK: References and comprehensions

  private func unifyEvaluated(
    _ term: Term, _ other: TraceItem, _ scope: TraceScope, _ otherScope: TraceScope, _ frame: TraceFrame,
    _ next: @escaping Next
  ) -> TraceFlow {
    guard case .reference(let path) = term.node else {
      return unifyComprehension(term, other, otherScope, frame, next)
    }
    let goal = TraceGoal(path: path, scope: scope, result: other, resultScope: otherScope)
    if path[0].isVariable("data") { return follow(goal, 1, [], source.checked.tree.find([path[0]]), frame, next) }
    var start: (item: TraceItem, scope: TraceScope) = (.value(world.input), scope)
    if !path[0].isVariable("input") {
      start = scope.apply(.term(path[0]))
      if case .term(let unbound) = start.item, case .variable = unbound.node { return .done }
    }
    if case .value(let value) = start.item, value.isUndefined { return .done }
    return follow(goal, 1, start.item, start.scope, frame, next)
  }

  private func unifyComprehension(
    _ term: Term, _ other: TraceItem, _ otherScope: TraceScope, _ frame: TraceFrame, _ next: @escaping Next
  ) -> TraceFlow {
    let value: Value
    switch term.node {
    case .arrayComprehension(let head, let body):
      var elements: [Value] = []
      let flow = collect(body, frame) { [self] scope in
        if let element = plug(.term(head), scope) { elements.append(element) }
        return .done
      }
      if flow != .done { return flow }
      value = arena.measured(arena.array(elements))
    case .setComprehension(let head, let body):
      var set = SetBuilder(arena)
      let flow = collect(body, frame) { [self] scope in
        if let element = plug(.term(head), scope) { set.insert(element) }
        return .done
      }
      if flow != .done { return flow }
      value = set.finish()
    case .objectComprehension(let key, let inner, let body):
      var object = ObjectBuilder(arena)
      let flow = collect(body, frame) { [self] scope in
        let place = key.location
        guard let key = plug(.term(key), scope), let inner = plug(.term(inner), scope) else { return .done }
        let known = object.get(key)
        if !known.isUndefined, known != inner { return fail(.evalConflict, Machine.keyConflict, place) }
        object.set(key, inner)
        return .done
      }
      if flow != .done { return flow }
      value = object.finish()
    default: return .done
    }
    return unify(.value(value), other, otherScope, otherScope, frame, next)
  }

  private func collect(_ body: Body, _ frame: TraceFrame, _ found: @escaping (TraceScope) -> TraceFlow) -> TraceFlow {
    let inner = closure(body, of: frame)
    return run(inner) { found(inner.scope) }
  }

  /// Follows the brackets of a reference from `position` on through a value.
  func follow(
    _ goal: TraceGoal, _ position: Int, _ item: TraceItem, _ scope: TraceScope, _ frame: TraceFrame,
    _ next: @escaping Next
  ) -> TraceFlow {
    guard position < goal.path.count else {
      return unify(item, goal.result, scope, goal.resultScope, frame, next)
    }
    let bracket = goal.path[position]
    if let key = plug(.term(bracket), goal.scope) {
      guard let (inner, innerScope) = member(of: item, key, scope) else { return .done }
      return follow(goal, position + 1, inner, innerScope, frame, next)
    }
    var deferred = TraceFlow.done
    for (key, inner, innerScope) in members(of: item, scope) {
      guard admit() else { return .failed }
      let flow = unify(.value(key), .term(bracket), scope, goal.scope, frame) { [self] in
        follow(goal, position + 1, inner, innerScope, frame, next)
      }
      if flow == .deferredExit { deferred = flow } else if flow != .done { return flow }
    }
    return deferred
  }

  private func member(of item: TraceItem, _ key: Value, _ scope: TraceScope) -> (TraceItem, TraceScope)? {
    switch item {
    case .value(let value):
      let found = value.member(at: key)
      return found.isUndefined ? nil : (.value(found), scope)
    case .term: return members(of: item, scope).first { $0.0 == key }.map { ($0.1, $0.2) }
    }
  }

  private func members(of item: TraceItem, _ scope: TraceScope) -> [(Value, TraceItem, TraceScope)] {
    switch item {
    case .value(let value): return value.pairs.map { ($0.key, .value($0.value), scope) }
    case .term(let term):
      switch term.node {
      case .array(let elements):
        return elements.enumerated().map { position, element in
          let (inner, innerScope) = scope.apply(.term(element))
          return (Value(position), inner, innerScope)
        }
      case .object:
        return (pairs(item, scope) ?? []).map { key, value in
          let (inner, innerScope) = scope.apply(value)
          return (key, inner, innerScope)
        }
      case .set:
        return (plug(item, scope)?.items ?? []).map { ($0, .value($0), scope) }
      default: return []
      }
    }
  }
}

/// A reference, and what its value is made equal to.
struct TraceGoal {
  let path: [Term]
  let scope: TraceScope
  let result: TraceItem
  let resultScope: TraceScope
}

extension Term {
  /// Whether it has to be evaluated before it can be made equal to something.
  fileprivate var isEvaluated: Bool {
    switch node {
    case .reference, .arrayComprehension, .setComprehension, .objectComprehension: true
    default: false
    }
  }
}
