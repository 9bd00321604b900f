import Rego

/// `allow if {}` and `allow if {"a": 1}`.
struct IfObject: RegoRule {
  let id = "if-object"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "`{}` behind `if` is an empty object, and an object always holds."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.rules where site.rule.hasIf && site.rule.body.count == 1 {
      guard !site.rule.body[0].isNegated, case .object(let items)? = site.rule.body[0].term?.node else { continue }
      report(
        finding(
          "the body of `\(site.name)` is an\(items.isEmpty ? " empty" : "") object, which always holds",
          at: site.rule.body[0].location, in: module, remedy: "write the conditions between the braces"))
    }
  }
}
