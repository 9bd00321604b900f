/// Changes a syntax tree in place, depth first. A stage overrides what it cares about and calls `rewriteChildren` to go
/// on below.
protocol SyntaxRewriter {
  mutating func rewrite(_ term: inout Term)
  mutating func rewrite(_ expression: inout Expression)
  mutating func rewrite(_ body: inout Body)
}

extension SyntaxRewriter {
  mutating func rewrite(_ term: inout Term) { rewriteChildren(of: &term) }

  mutating func rewrite(_ expression: inout Expression) { rewriteChildren(of: &expression) }

  mutating func rewrite(_ body: inout Body) {
    for index in body.indices { rewrite(&body[index]) }
  }

  mutating func rewriteAll(_ terms: inout [Term]) {
    for index in terms.indices { rewrite(&terms[index]) }
  }

  mutating func rewriteChildren(of term: inout Term) {
    // The node is taken out while it is worked on, so that its arrays stay uniquely referenced.
    let node = term.node
    switch node {
    case .null, .boolean, .number, .string, .variable: return
    default: term.node = .null
    }
    term.node = rewriteChildren(in: node)
  }

  private mutating func rewriteChildren(in node: consuming Term.Node) -> Term.Node {
    switch node {
    case .null, .boolean, .number, .string, .variable: return node
    case .reference(var path):
      rewriteAll(&path)
      return .reference(path)
    case .array(var elements):
      rewriteAll(&elements)
      return .array(elements)
    case .set(var elements):
      rewriteAll(&elements)
      return .set(elements)
    case .object(var items):
      for index in items.indices {
        rewrite(&items[index].key)
        rewrite(&items[index].value)
      }
      return .object(items)
    case .call(var operation, var arguments):
      rewrite(&operation)
      rewriteAll(&arguments)
      return .call(operation, arguments)
    case .template(var parts):
      for index in parts.indices {
        guard case .expression(var expression) = parts[index] else { continue }
        rewrite(&expression)
        parts[index] = .expression(expression)
      }
      return .template(parts)
    case .arrayComprehension, .setComprehension, .objectComprehension: return rewriteComprehension(node)
    }
  }

  private mutating func rewriteComprehension(_ node: consuming Term.Node) -> Term.Node {
    switch node {
    case .arrayComprehension(var head, var body):
      rewrite(&head)
      rewrite(&body)
      return .arrayComprehension(head, body)
    case .setComprehension(var head, var body):
      rewrite(&head)
      rewrite(&body)
      return .setComprehension(head, body)
    case .objectComprehension(var key, var value, var body):
      rewrite(&key)
      rewrite(&value)
      rewrite(&body)
      return .objectComprehension(key: key, value: value, body)
    default: return node
    }
  }

  mutating func rewriteChildren(of expression: inout Expression) {
    switch expression.node {
    case .term(var term):
      rewrite(&term)
      expression.node = .term(term)
    case .call(var operation, var arguments):
      rewrite(&operation)
      rewriteAll(&arguments)
      expression.node = .call(operation, arguments)
    case .some(var symbols):
      rewriteAll(&symbols)
      expression.node = .some(symbols)
    case .every(var every):
      if var key = every.key {
        rewrite(&key)
        every.key = key
      }
      rewrite(&every.value)
      rewrite(&every.domain)
      rewrite(&every.body)
      expression.node = .every(every)
    }
    for index in expression.with.indices {
      rewrite(&expression.with[index].target)
      rewrite(&expression.with[index].value)
    }
  }

  /// Arguments, key and value; `reference` too, apart from its constant start.
  mutating func rewriteHead(of rule: Rule, reference: Bool = true) {
    if rule.head.arguments != nil { rewriteAll(&rule.head.arguments!) }
    if reference {
      for index in rule.head.reference.indices.dropFirst() { rewrite(&rule.head.reference[index]) }
    }
    if rule.head.key != nil { rewrite(&rule.head.key!) }
    if rule.head.value != nil { rewrite(&rule.head.value!) }
  }
}
