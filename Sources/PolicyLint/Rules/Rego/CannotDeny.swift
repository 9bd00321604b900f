import Rego

/// Policies with conditions that never deny, whatever holds.
struct CannotDeny: RegoRule {
  let id = "cannot-deny"
  let category = LintCategory.decisions
  let severity = LintFinding.Severity.warning
  let summary = "A policy that grants whatever its rules find out has rules for nothing."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard let allow = AllowRules(module), allow.areComplete, allow.rules.count > 1, allow.isTotal,
      !module.phases.contains(.operation), let outcomes = allow.outcomes, !outcomes.isEmpty,
      outcomes.allSatisfy({ $0.booleanValue == true })
    else { return }
    report(
      finding(
        "`allow` is `true` whatever its rules find out: the policy cannot deny", at: allow.rules[0].location,
        in: module, remedy: "write `default allow := false`, or only `allow := true` if everybody is to pass"))
  }
}
