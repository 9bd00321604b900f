import Rego

/// `default allow := true`.
struct GrantsByDefault: RegoRule {
  let id = "grants-by-default"
  let category = LintCategory.decisions
  let severity = LintFinding.Severity.warning
  let summary = "A default that grants lets through what no rule foresaw."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard let allow = AllowRules(module), let rule = allow.defaultRule, let value = rule.head.value else { return }
    let isOperation = module.phases.contains(.operation)
    // A policy of nothing but `true` grants on purpose; to be public asks for more than a default.
    guard isOperation ? value.sign == 1 : value.booleanValue == true && allow.rules.count > 1 else { return }
    report(
      finding(
        isOperation
          ? "the operation is public by default: `allow` is `\(value)` where no rule holds"
          : "`allow` is `true` where no rule holds",
        at: rule.location, in: module,
        remedy: "make the default \(isOperation ? "`0` or `-1`" : "`false`") and let rules grant"))
  }
}
