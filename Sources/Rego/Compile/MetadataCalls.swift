/// Stage: `rego.metadata.rule()` and `rego.metadata.chain()` become constants at the start of the rule's body.
struct MetadataCalls: SyntaxRewriter {
  private let chain: Term?
  private let rule: Term?

  static func run(_ unit: Compilation) {
    let used = unit.entries.filter { $0.traits.contains(.metadata) }
    if used.isEmpty { return }
    let annotations = AnnotationIndex(unit)
    for entry in used {
      let calls = firstCalls(in: entry.rule)
      var start: Body = []
      func capture(_ call: Location?, _ make: (Location) -> Term) -> Term? {
        guard let call else { return nil }
        let (variable, expression) = unit.locals.capture(make(call))
        start.append(expression)
        return variable
      }
      let chain = capture(calls.chain) { annotations.chain(of: entry.rule, module: entry.module, at: $0) }
      let rule = capture(calls.rule) { annotations.ruleAnnotations(of: entry.rule, module: entry.module, at: $0) }
      var stage = MetadataCalls(chain: chain, rule: rule)
      stage.rewriteHead(of: entry.rule)
      stage.rewrite(&entry.rule.body)
      entry.rule.body.insert(contentsOf: start, at: 0)
    }
  }

  private static func firstCalls(in rule: Rule) -> (chain: Location?, rule: Location?) {
    var found: (chain: Location?, rule: Location?)
    var visitor = SyntaxVisitor()
    visitor.visitExpression = { expression in
      switch expression.calledBuiltin {
      case "rego.metadata.chain": found.chain = found.chain ?? expression.location
      case "rego.metadata.rule": found.rule = found.rule ?? expression.location
      default: break
      }
      return true
    }
    visitor.visitRule(rule)
    return found
  }

  mutating func rewrite(_ expression: inout Expression) {
    rewriteChildren(of: &expression)
    let value: Term?
    switch expression.calledBuiltin {
    case "rego.metadata.chain": value = chain
    case "rego.metadata.rule": value = rule
    default: return
    }
    guard let value else { return }
    let location = expression.location
    if let output = expression.arguments.first {
      expression = Expression(.call(Term(.variable("eq"), at: location), [output, value]), at: location)
    } else {
      expression = Expression(.term(value), at: location)
    }
    expression.isGenerated = true
  }
}
