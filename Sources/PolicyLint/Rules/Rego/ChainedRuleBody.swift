import Rego

/// `allow { … } { … }`.
struct ChainedRuleBody: RegoRule {
  let id = "chained-rule-body"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A second body behind a rule's is an alternative that reads like a continuation."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.rules where site.isChained {
      report(
        finding(
          "a second body of `\(site.name)` without a head", at: site.rule.location, in: module,
          remedy: "repeat the head"))
    }
  }
}
