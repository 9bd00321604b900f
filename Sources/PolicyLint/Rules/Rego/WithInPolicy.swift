import Rego

/// `with` outside of tests.
struct WithInPolicy: RegoRule {
  let id = "with-in-policy"
  let category = LintCategory.performance
  let severity = LintFinding.Severity.info
  let summary = "Behind `with` nothing that was worked out before counts, and all rules are asked again."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.bodies where !module.index.rules[site.site].name.hasPrefix("test_") {
      for expression in site.body {
        guard let first = expression.with.first else { continue }
        report(
          finding(
            "`with \(first.target)` in a rule that is no test", at: first.location, in: module,
            remedy: "make a function of what is asked, and pass it the value"))
      }
    }
  }
}
