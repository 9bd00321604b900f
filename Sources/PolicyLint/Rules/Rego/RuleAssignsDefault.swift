import Rego

/// Rules that give what the default gives.
struct RuleAssignsDefault: RegoRule {
  let id = "rule-assigns-default"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "A rule with the default's value changes nothing, but can fail a decision where another rule holds too."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.rules where site.rule.isDefault && site.rule.plainName != nil {
      guard let value = site.rule.head.value, value.isConstant, site.rule.head.arguments == nil else { continue }
      for rule in module.index.rules(named: site.name) where !rule.isDefault && rule.elseRule == nil {
        guard let own = rule.head.value, own.isConstant, own.description == value.description else { continue }
        report(
          finding(
            "`\(site.name)` is `\(value)` by default", at: rule.location, in: module,
            remedy: "remove this rule: where it holds and one with another value too, the decision fails"))
      }
    }
  }
}
