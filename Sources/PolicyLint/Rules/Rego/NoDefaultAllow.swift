import Rego

/// Policies whose `allow` is undefined where no rule holds.
struct NoDefaultAllow: RegoRule {
  let id = "no-default-allow"
  let category = LintCategory.decisions
  let severity = LintFinding.Severity.warning
  let summary = "Where no rule holds, an `allow` without a default is an evaluation error in the record, not a denial."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard let allow = AllowRules(module), allow.areComplete, !allow.isTotal, let first = allow.rules.first else {
      return
    }
    let isForOperations = module.phases == [.operation]
    report(
      finding(
        "`allow` is undefined where no rule holds, which denies with an evaluation error", at: first.location,
        in: module, remedy: "add `default allow := \(isForOperations ? "-1" : "false")`"))
  }
}
