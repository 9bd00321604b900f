import Rego

/// Two definitions that are the same.
struct DuplicateRule: RegoRule {
  let id = "duplicate-rule"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "Of two equal definitions one is forgotten when the other changes."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for (name, sites) in module.index.sitesByName where sites.count > 1 {
      var known: [String: Int] = [:]
      for rule in module.index.rules(named: name) {
        let text = rule.description
        guard let row = known[text] else {
          known[text] = rule.location.row
          continue
        }
        report(
          finding(
            "this definition of `\(name)` is the same as the one in row \(row)", at: rule.location, in: module,
            remedy: "remove one of them"))
      }
    }
  }
}
