import Rego

/// `not deny` where `deny` is a set.
struct ImpossibleNot: RegoRule {
  let id = "impossible-not"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "`not` before a rule that is a set or an object never holds: the rule is defined even when it is empty."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.bodies {
      for expression in site.body where expression.isNegated {
        guard let term = expression.term, let name = module.multiValueRule(term) else { continue }
        report(
          finding(
            "`not \(name)` never holds: `\(name)` is defined even when it is empty", at: expression.location,
            in: module, remedy: "write `count(\(name)) == 0`"))
      }
    }
  }
}

extension LintedModule {
  /// The name of the rule of this module that a term names, where it is a set or an object of entries.
  func multiValueRule(_ term: Term) -> String? {
    var name = term.variableName
    if case .reference(let steps) = term.node, steps.count == syntax.package.count + 1,
      zip(steps, syntax.package).allSatisfy({ $0.description == $1.description })
    {
      name = steps.last?.stringValue
    }
    guard let name else { return nil }
    let rules = index.rules(named: name)
    guard !rules.isEmpty, rules.allSatisfy({ $0.head.arguments == nil }) else { return nil }
    return rules.allSatisfy { $0.head.key != nil || $0.head.reference.count > 1 } ? name : nil
  }
}
