/// Stages: terms that need evaluation leave heads and become generated expressions at the end of the body.
enum EvaluatedHeads {
  /// Stage: heads of rules.
  static func moveFromRules(_ unit: Compilation) {
    for entry in unit.entries {
      let rule = entry.rule
      if rule.head.key != nil { move(&rule.head.key!, to: &rule.body, &unit.locals) }
      if rule.head.value != nil { move(&rule.head.value!, to: &rule.body, &unit.locals) }
      guard rule.head.arguments != nil else { continue }
      for index in rule.head.arguments!.indices {
        move(&rule.head.arguments![index], to: &rule.body, &unit.locals)
      }
    }
  }

  /// Stage: heads of comprehensions.
  static func moveFromComprehensions(_ unit: Compilation) {
    for entry in unit.entries where !entry.traits.isDisjoint(with: [.comprehensions, .templates, .prints]) {
      var stage = ComprehensionHeads(locals: unit.locals)
      stage.rewriteHead(of: entry.rule)
      stage.rewrite(&entry.rule.body)
      unit.locals = stage.locals
    }
  }

  static func moveFromComprehensions(query: inout Body, _ locals: inout LocalNames) {
    var stage = ComprehensionHeads(locals: locals)
    stage.rewrite(&query)
    locals = stage.locals
  }

  fileprivate static func move(_ term: inout Term, to body: inout Body, _ locals: inout LocalNames) {
    guard term.needsEvaluation else { return }
    let (variable, expression) = locals.capture(term)
    body.append(expression)
    term = variable
  }
}

private struct ComprehensionHeads: SyntaxRewriter {
  var locals: LocalNames

  mutating func rewrite(_ term: inout Term) {
    switch term.node {
    case .arrayComprehension(var head, var body):
      EvaluatedHeads.move(&head, to: &body, &locals)
      term.node = .arrayComprehension(head, body)
    case .setComprehension(var head, var body):
      EvaluatedHeads.move(&head, to: &body, &locals)
      term.node = .setComprehension(head, body)
    case .objectComprehension(var key, var value, var body):
      EvaluatedHeads.move(&key, to: &body, &locals)
      EvaluatedHeads.move(&value, to: &body, &locals)
      term.node = .objectComprehension(key: key, value: value, body)
    default: break
    }
    rewriteChildren(of: &term)
  }
}
