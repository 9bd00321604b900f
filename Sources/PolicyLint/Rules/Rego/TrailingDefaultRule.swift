import Rego

/// Defaults below the rules that they stand in for.
struct TrailingDefaultRule: RegoRule {
  let id = "trailing-default-rule"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "What a rule is when nothing else holds is what readers ask first."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.rules where site.rule.isDefault {
      let path = site.rule.head.reference.map(\.description)
      let first = module.index.rules(named: site.name).first { $0.head.reference.map(\.description) == path }
      guard let first, first.location.offset < site.rule.location.offset else { continue }
      report(
        finding(
          "the default of `\(site.name)` stands below its rules", at: site.rule.location, in: module,
          remedy: "put it above the rule in row \(first.location.row)"))
    }
  }
}
