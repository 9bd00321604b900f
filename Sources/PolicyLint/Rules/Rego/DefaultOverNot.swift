import Rego

/// `x := 1 { not input.x }` beside `x := input.x`.
struct DefaultOverNot: RegoRule {
  let id = "default-over-not"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A constant where a value is missing is a default."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.rules where !site.isElse && site.rule.plainName != nil && site.rule.body.count == 1 {
      let expression = site.rule.body[0]
      guard expression.isNegated, expression.with.isEmpty, case .reference? = expression.term?.node,
        let value = site.rule.head.value, value.isConstant, site.rule.head.arguments == nil,
        let path = expression.term?.description
      else { continue }
      let rules = module.index.rules(named: site.name)
      let isTaken = rules.contains { $0.isBodyGenerated && $0.head.value?.description == path }
      guard rules.count == 2, isTaken else { continue }
      report(
        finding(
          "`\(site.name)` is `\(value)` where `\(path)` is missing", at: site.rule.location, in: module,
          remedy: "write `default \(site.name) := \(value)`"))
    }
  }
}
