import Rego

/// Policies with conditions that never grant, whatever holds.
struct CannotGrant: RegoRule {
  let id = "cannot-grant"
  let category = LintCategory.decisions
  let severity = LintFinding.Severity.warning
  let summary = "A policy with rules none of which grants denies whatever they ask."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard let allow = AllowRules(module), allow.areComplete, allow.rules.count > 1 || !allow.isTotal,
      !module.phases.contains(.operation), let outcomes = allow.outcomes,
      outcomes.allSatisfy({ $0.booleanValue == false })
    else { return }
    report(
      finding(
        "no rule of `allow` ever gives `true`: the policy cannot grant", at: allow.rules[0].location, in: module,
        remedy: "let a rule give `true`, or write `allow := false` if nobody is to pass"))
  }
}
