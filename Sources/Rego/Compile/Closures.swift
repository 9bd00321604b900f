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
    var visitor = SyntaxVisitor()
    withoutActuallyEscaping({ collector.collect($0) as Void }) { (collect: @escaping (Term) -> Void) in
      visitor.visitTerm = { term in
        if term.isComprehension { collect(term) }
        return !term.isComprehension
      }
      switch node {
      case .every(let every): for term in [every.domain] { visitor.visit(term) }
      default: visitor.visit(self)
      }
      visitor.visitTerm = nil
    }
    if case .every(let every) = node { collector.collect(every.body) }
    return collector.names
  }
}
