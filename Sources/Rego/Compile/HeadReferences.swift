/// Stage: heads get absolute references; what is neither a scalar nor a variable in one moves into the body.
enum HeadReferences {
  static func run(_ unit: Compilation) {
    for entry in unit.entries {
      let rule = entry.rule
      makeAbsolute(rule, in: unit.modules[entry.module].package)
      if entry.isElse { continue }
      for index in rule.head.reference.indices.dropFirst() {
        let term = rule.head.reference[index]
        if term.isScalar || term.isAnyVariable { continue }
        let (variable, expression) = unit.locals.capture(term)
        rule.head.reference[index] = variable
        rule.body.append(expression)
      }
    }
  }

  private static func makeAbsolute(_ rule: Rule, in package: [Term]) {
    guard let first = rule.head.reference.first else { return }
    var path = package
    if case .variable(let name) = first.node {
      path.append(Term(.string(name), at: first.location))
    } else {
      path.append(first)
    }
    rule.head.reference = path + rule.head.reference.dropFirst()
  }
}
