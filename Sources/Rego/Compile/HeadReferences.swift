/// Stage: heads get absolute references; what is neither a scalar nor a variable in one moves into the body.
enum HeadReferences {
  static func run(_ unit: Compilation) {
    let forms = unit.compiler.capabilities?.headForms ?? .all
    for entry in unit.entries {
      let rule = entry.rule
      if !entry.isElse, forms != .all, !checkForm(rule, forms, unit) { continue }
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

  /// Whether the form of the head is known.
  private static func checkForm(_ rule: Rule, _ forms: HeadForms, _ unit: Compilation) -> Bool {
    let path = rule.head.reference
    let isPlain = path.count == 1 || (path.count == 2 && rule.head.key == nil && !isString(path[1]))
    if forms.isEmpty, !isPlain {
      unit.report(.compile, "rule heads with refs are not supported: \(Term.path(path))", at: rule.location)
      return false
    }
    if forms.contains(.references) { return true }
    let last = rule.head.key == nil ? path.count - 1 : path.count
    let dynamic = path.indices.dropFirst().filter { $0 != last && !isString(path[$0]) }
    for _ in dynamic {
      let message = "rule heads with general refs (containing variables) are not supported: \(Term.path(path))"
      unit.report(.type, message, at: rule.location)
    }
    return dynamic.isEmpty
  }

  private static func isString(_ term: Term) -> Bool {
    if case .string = term.node { true } else { false }
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
