import Rego

/// `else := "x"` without conditions at the end of a rule that has no default.
struct DefaultOverElse: RegoRule {
  let id = "default-over-else"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A last `else` without conditions is a default, and reads best as one."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.rules where site.isElse && site.rule.elseRule == nil && site.rule.isUnconditional {
      guard site.rule.head.arguments == nil, let value = site.rule.head.value, value.isConstant,
        module.index.rules(named: site.name).count == 1
      else { continue }
      report(
        finding(
          "the last `else` gives `\(value)` without a condition", at: site.rule.location, in: module,
          remedy: "write `default \(site.name) := \(value)`"))
    }
  }
}
