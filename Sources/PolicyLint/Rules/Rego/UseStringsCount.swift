import Rego

/// `count(indexof_n(x, y))`.
struct UseStringsCount: RegoRule {
  let id = "use-strings-count"
  let category = LintCategory.performance
  let severity = LintFinding.Severity.info
  let summary = "How often a text occurs needs no list of places."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.name == "count" && site.arguments.count == 1 {
      guard site.arguments[0].call(of: "indexof_n") != nil else { continue }
      report(
        finding(
          "`indexof_n` lists places only to count them", at: site.location, in: module, remedy: "call `strings.count`"))
    }
  }
}
