/// Collects the names of variables.
struct VariableCollector {
  /// What is left out.
  struct Skipping: OptionSet {
    let rawValue: UInt8
    /// Comprehensions, templates, and the keys, values and bodies of `every`.
    static let closures = Skipping(rawValue: 1)
    static let referenceHeads = Skipping(rawValue: 2)
    /// The names of called functions, and the roots of `with` targets.
    static let callHeads = Skipping(rawValue: 4)
    static let objectKeys = Skipping(rawValue: 8)
    static let sets = Skipping(rawValue: 16)
    /// What the safety of a body counts.
    static let safety: Skipping = [.closures, .callHeads]
    /// What unification can bind.
    static let patterns: Skipping = [.closures, .referenceHeads, .objectKeys]
  }

  let skipping: Skipping
  var names: Set<String> = []

  init(skipping: Skipping = []) { self.skipping = skipping }

  mutating func collect(_ terms: some Sequence<Term>) {
    for term in terms { collect(term) }
  }

  mutating func collect(_ body: Body) {
    for expression in body { collect(expression) }
  }

  mutating func collect(_ term: Term) {
    switch term.node {
    case .null, .boolean, .number, .string: return
    case .variable(let name): names.insert(name)
    case .reference(let path): collect(path.dropFirst(skipping.contains(.referenceHeads) ? 1 : 0))
    case .array(let elements): collect(elements)
    case .set(let elements): if !skipping.contains(.sets) { collect(elements) }
    case .object(let items):
      for item in items {
        if !skipping.contains(.objectKeys) { collect(item.key) }
        collect(item.value)
      }
    case .call(let operation, let arguments):
      collect(operator: operation)
      collect(arguments)
    case .arrayComprehension(let head, let body), .setComprehension(let head, let body):
      if skipping.contains(.closures) { return }
      collect(head)
      collect(body)
    case .objectComprehension(let key, let value, let body):
      if skipping.contains(.closures) { return }
      collect(key)
      collect(value)
      collect(body)
    case .template(let parts):
      if skipping.contains(.closures) { return }
      for case .expression(let expression) in parts { collect(expression) }
    }
  }

  mutating func collect(_ expression: Expression) {
    switch expression.node {
    case .term(let term): collect(term)
    case .call(let operation, let arguments):
      collect(operator: operation)
      collect(arguments)
    case .some(let symbols): collect(symbols)
    case .every(let every):
      collect(every.domain)
      if skipping.contains(.closures) { break }
      if let key = every.key { collect(key) }
      collect(every.value)
      collect(every.body)
    }
    for with in expression.with { collect(with) }
  }

  mutating func collect(_ with: WithModifier) {
    guard skipping.contains(.callHeads) else {
      collect(with.target)
      collect(with.value)
      return
    }
    if case .reference(let path) = with.target.node { collect(path.dropFirst()) }
    if case .reference(let path) = with.value.node { collect(path.dropFirst()) } else { collect(with.value) }
  }

  private mutating func collect(operator operation: Term) {
    if skipping.isDisjoint(with: [.callHeads, .referenceHeads]) { return collect(operation) }
    if case .reference(let path) = operation.node { collect(path.dropFirst()) }
  }
}

extension Term {
  func variables(skipping: VariableCollector.Skipping = []) -> Set<String> {
    var collector = VariableCollector(skipping: skipping)
    collector.collect(self)
    return collector.names
  }
}

extension Expression {
  func variables(skipping: VariableCollector.Skipping = []) -> Set<String> {
    var collector = VariableCollector(skipping: skipping)
    collector.collect(self)
    return collector.names
  }
}

extension [Expression] {
  func variables(skipping: VariableCollector.Skipping = []) -> Set<String> {
    var collector = VariableCollector(skipping: skipping)
    collector.collect(self)
    return collector.names
  }
}
