import Rego

/// `walk(input)`.
struct UnboundedWalk: RegoRule {
  let id = "unbounded-walk"
  let category = LintCategory.safety
  let severity = LintFinding.Severity.warning
  let summary = "A walk over what the request brings takes as long as the caller likes."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.name == "walk" {
      guard case .reference(let steps)? = site.arguments.first?.node, steps[0].isVariable("input"), steps.count <= 2
      else { continue }
      report(
        finding(
          "`walk` goes through all of `\(site.arguments[0])`, however much that is", at: site.location, in: module,
          remedy: "walk the part that is asked about, or name its members"))
    }
  }
}
