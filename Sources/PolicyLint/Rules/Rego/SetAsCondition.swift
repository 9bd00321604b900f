import Rego

/// A rule that is a set as a condition.
struct SetAsCondition: RegoRule {
  let id = "set-as-condition"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "A rule that is a set or an object holds as a condition even when it is empty."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.bodies {
      for expression in site.body where !expression.isNegated {
        guard let term = expression.term, let name = module.multiValueRule(term) else { continue }
        report(
          finding(
            "the condition `\(name)` always holds: `\(name)` is defined even when it is empty",
            at: expression.location, in: module, remedy: "write `count(\(name)) > 0`"))
      }
    }
  }
}
