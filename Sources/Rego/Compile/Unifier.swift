/// What the unification of two terms binds, given what is bound before.
struct Unifier {
  private let safe: Set<String>
  /// Bound by the references of the same expression.
  private let alsoSafe: Set<String>
  private(set) var unified: Set<String> = []
  /// Variables that are bound once those beside them are.
  private var waiting: [String: Set<String>] = [:]

  init(safe: Set<String>, alsoSafe: Set<String>) {
    self.safe = safe
    self.alsoSafe = alsoSafe
  }

  private func wasSafe(_ name: String) -> Bool { safe.contains(name) || alsoSafe.contains(name) }

  private func isSafe(_ name: String) -> Bool { wasSafe(name) || unified.contains(name) }

  mutating func unify(_ a: Term, _ b: Term) {
    switch (a.node, b.node) {
    case (.variable(let x), .variable(let y)): unify(variable: x, variable: y)
    case (.variable(let x), _): unify(variable: x, with: b)
    case (_, .variable(let y)): unify(variable: y, with: a)
    case (.array(let x), .array(let y)):
      guard x.count == y.count else { return }
      for (left, right) in zip(x, y) { unify(left, right) }
    case (.object(let x), .object(let y)):
      guard x.count == y.count else { return }
      for item in x {
        if let other = y.first(where: { TermOrder.compare($0.key, item.key) == 0 }) { unify(item.value, other.value) }
      }
    case (.array, _), (.object, _): if givesCollection(b, for: a) { markAll(a) }
    case (_, .array), (_, .object): if givesCollection(a, for: b) { markAll(b) }
    default: return
    }
  }

  private mutating func unify(variable x: String, variable y: String) {
    if isSafe(y) {
      mark(x)
    } else if isSafe(x) {
      mark(y)
    } else {
      waiting[x, default: []].insert(y)
      waiting[y, default: []].insert(x)
    }
  }

  private mutating func unify(variable: String, with term: Term) {
    switch term.node {
    case .array, .object: unify(variable: variable, pattern: term)
    case .reference(let path): if Unifier.isSafe(path, wasSafe) { mark(variable) }
    case .call: if term.variables(skipping: .safety).allSatisfy(wasSafe) { mark(variable) }
    default: mark(variable)
    }
  }

  private mutating func unify(variable: String, pattern: Term) {
    if isSafe(variable) { return markAll(pattern) }
    let unsafe = pattern.variables(skipping: .patterns).filter { !isSafe($0) }
    if unsafe.isEmpty { mark(variable) } else { waiting[variable, default: []].formUnion(unsafe) }
  }

  /// Whether a term evaluates to something that the pattern can take apart.
  private func givesCollection(_ term: Term, for pattern: Term) -> Bool {
    switch (term.node, pattern.node) {
    case (.reference(let path), _): Unifier.isSafe(path, wasSafe)
    case (.call, _): term.variables(skipping: .safety).allSatisfy(wasSafe)
    case (.arrayComprehension, .array), (.objectComprehension, .object): true
    default: false
    }
  }

  private mutating func markAll(_ pattern: Term) {
    for name in pattern.variables(skipping: .patterns) { mark(name) }
  }

  private mutating func mark(_ name: String) {
    var pending = [name]
    while let next = pending.popLast() {
      unified.insert(next)
      if let bound = waiting.removeValue(forKey: next) { pending += bound }
      for (other, needed) in waiting where needed.contains(next) {
        waiting[other]!.remove(next)
        if needed.count == 1 {
          waiting[other] = nil
          pending.append(other)
        }
      }
    }
  }

  /// Whether a reference can be evaluated.
  static func isSafe(_ path: [Term], _ isSafe: (String) -> Bool) -> Bool { bindings(of: path, isSafe) != nil }

  /// What the brackets of a reference bind; nil when it cannot be evaluated, because its head is not bound, or a
  /// variable in a bracket that is looked up, not bound: in a set, a key of an object or the head of a reference.
  static func bindings(of path: [Term], _ isSafe: (String) -> Bool) -> Set<String>? {
    guard path[0].variables(skipping: .safety).allSatisfy(isSafe) else { return nil }
    var bound: Set<String> = []
    for bracket in path.dropFirst() where !bracket.isScalar {
      let binding = bracket.variables(skipping: [.patterns, .sets])
      if !bracket.isAnyVariable {
        let needed = bracket.variables(skipping: .safety).subtracting(binding)
        guard needed.allSatisfy({ isSafe($0) || bound.contains($0) || Term.isRoot($0) }) else { return nil }
      }
      bound.formUnion(binding)
    }
    return bound
  }
}
