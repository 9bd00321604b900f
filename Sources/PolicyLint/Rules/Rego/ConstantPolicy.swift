import Rego

/// Policies of one constant.
struct ConstantPolicy: RegoRule {
  let id = "constant-policy"
  let category = LintCategory.decisions
  let severity = LintFinding.Severity.info
  let summary = "A policy without conditions gives everybody the same answer; worth knowing where it is used."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard let allow = AllowRules(module), allow.areComplete, allow.rules.count == 1, allow.isTotal,
      let value = allow.rules[0].head.value
    else { return }
    let words: String
    if let grants = value.booleanValue, !module.phases.contains(.operation) {
      words = grants ? "grants whatever is asked" : "denies whatever is asked"
    } else if let sign = value.sign, sign != 0, sign < 0 || allow.defaultRule == nil, !module.phases.isEmpty,
      module.phases == [.operation]
    {
      words = sign > 0 ? "grants every request outright, without the other phases" : "denies every request outright"
    } else {
      return
    }
    report(
      finding(
        "the policy \(words)", at: allow.rules[0].location, in: module,
        remedy: "if that is meant, say so in its name or in a comment"))
  }
}
