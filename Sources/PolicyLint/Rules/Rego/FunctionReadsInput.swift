import Rego

/// Functions that look at `input` beside their parameters.
struct FunctionReadsInput: RegoRule {
  let id = "function-reads-input"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A function that reads `input` beside its parameters answers by more than its callers give it."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    var last = -1
    for site in module.index.references where site.steps[0].isVariable("input") {
      let rule = module.index.rules[site.site]
      guard rule.rule.head.arguments != nil, rule.statement != last else { continue }
      last = rule.statement
      report(
        finding(
          "the function `\(rule.name)` reads `\(Term(.reference(site.steps), at: site.location))`", at: site.location,
          in: module, remedy: "pass it as an argument"))
    }
  }
}
