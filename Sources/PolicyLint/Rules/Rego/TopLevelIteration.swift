import Rego

/// `user := input.users[_]`.
struct TopLevelIteration: RegoRule {
  let id = "top-level-iteration"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "A rule with one value that iterates fails as soon as there are two."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.rules where site.rule.isBodyGenerated && site.rule.head.arguments == nil {
      guard site.rule.plainName != nil, case .reference(let steps)? = site.rule.head.value?.node,
        steps.dropFirst().contains(where: \.isWildcard)
      else { continue }
      report(
        finding(
          "`\(site.name)` has one value and iterates: it fails for requests with several",
          at: site.rule.location, in: module, remedy: "make it a set, or say which element"))
    }
  }
}
