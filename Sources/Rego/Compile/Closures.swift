/// Comprehensions, and the bodies of `every`.
extension Term {
  /// Whether this is a comprehension or holds one.
  var hasClosures: Bool {
    switch node {
    case .null, .boolean, .number, .string, .variable: false
    case .arrayComprehension, .setComprehension, .objectComprehension: true
    case .reference(let terms), .array(let terms), .set(let terms): terms.contains(where: \.hasClosures)
    case .object(let items): items.contains { $0.key.hasClosures || $0.value.hasClosures }
    case .call(_, let arguments): arguments.contains(where: \.hasClosures)
    case .template(let parts):
      parts.contains { if case .expression(let expression) = $0 { expression.hasClosures } else { false } }
    }
  }

  fileprivate func collectClosures(_ collector: inout VariableCollector) {
    switch node {
    case .null, .boolean, .number, .string, .variable: return
    case .arrayComprehension, .setComprehension, .objectComprehension: collector.collect(self)
    case .reference(let terms), .array(let terms), .set(let terms), .call(_, let terms):
      for term in terms { term.collectClosures(&collector) }
    case .object(let items):
      for item in items {
        item.key.collectClosures(&collector)
        item.value.collectClosures(&collector)
      }
    case .template(let parts):
      for case .expression(let expression) in parts { expression.collectClosures(&collector) }
    }
  }
}

extension Expression {
  var hasClosures: Bool {
    if with.contains(where: { $0.target.hasClosures || $0.value.hasClosures }) { return true }
    switch node {
    case .term(let term): return term.hasClosures
    case .call(_, let arguments), .some(let arguments): return arguments.contains(where: \.hasClosures)
    case .every: return true
    }
  }

  /// The variables inside of the closures.
  var closureVariables: Set<String> {
    if !hasClosures { return [] }
    var collector = VariableCollector()
    collectClosures(&collector)
    return collector.names
  }

  fileprivate func collectClosures(_ collector: inout VariableCollector) {
    switch node {
    case .term(let term): term.collectClosures(&collector)
    case .call(_, let terms), .some(let terms): for term in terms { term.collectClosures(&collector) }
    case .every(let every):
      every.domain.collectClosures(&collector)
      collector.collect(every.body)
    }
    for modifier in with {
      modifier.target.collectClosures(&collector)
      modifier.value.collectClosures(&collector)
    }
  }
}
