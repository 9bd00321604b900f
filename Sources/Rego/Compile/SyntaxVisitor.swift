/// Reads a syntax tree, depth first, parents before children. A visit function returns false to skip what is below.
struct SyntaxVisitor {
  var visitTerm: ((Term) -> Bool)?
  var visitExpression: ((Expression) -> Bool)?
  /// Called once for the body of every comprehension and `every`, and for the outermost one.
  var visitBody: ((Body) -> Bool)?

  func visit(_ terms: [Term]) {
    for term in terms { visit(term) }
  }

  func visit(_ body: Body) {
    if let visitBody, !visitBody(body) { return }
    for expression in body { visit(expression) }
  }

  func visit(_ expression: Expression) {
    if let visitExpression, !visitExpression(expression) { return }
    switch expression.node {
    case .term(let term): visit(term)
    case .call(let operation, let arguments):
      visit(operation)
      visit(arguments)
    case .some(let symbols): visit(symbols)
    case .every(let every):
      if let key = every.key { visit(key) }
      visit(every.value)
      visit(every.domain)
      visit(every.body)
    }
    for with in expression.with {
      visit(with.target)
      visit(with.value)
    }
  }

  func visit(_ term: Term) {
    if let visitTerm, !visitTerm(term) { return }
    switch term.node {
    case .null, .boolean, .number, .string, .variable: return
    case .reference(let terms), .array(let terms), .set(let terms): visit(terms)
    case .object(let items):
      for item in items {
        visit(item.key)
        visit(item.value)
      }
    case .call(let operation, let arguments):
      visit(operation)
      visit(arguments)
    case .arrayComprehension(let head, let body), .setComprehension(let head, let body):
      visit(head)
      visit(body)
    case .objectComprehension(let key, let value, let body):
      visit(key)
      visit(value)
      visit(body)
    case .template(let parts):
      for case .expression(let expression) in parts { visit(expression) }
    }
  }

  /// The head's arguments, key and value; with `reference`, also what follows its first term.
  func visitHead(of rule: Rule, reference: Bool = false) {
    visit(rule.head.arguments ?? [])
    if reference { visit(Array(rule.head.reference.dropFirst())) }
    if let key = rule.head.key { visit(key) }
    if let value = rule.head.value { visit(value) }
  }

  func visitRule(_ rule: Rule) {
    visitHead(of: rule)
    visit(rule.body)
  }

  /// The expressions of a rule, for visitors that look at nothing else: where there are no closures, nothing below the
  /// rule's own expressions is looked at.
  func visitExpressions(of entry: Compilation.Entry) {
    if !entry.traits.isDisjoint(with: .closures) { return visitRule(entry.rule) }
    guard let visitExpression else { return }
    for expression in entry.rule.body { _ = visitExpression(expression) }
  }
}
