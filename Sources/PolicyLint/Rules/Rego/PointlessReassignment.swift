import Rego

/// `x := y` where `y` is a variable too.
struct PointlessReassignment: RegoRule {
  let id = "pointless-reassignment"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A second name for a variable makes readers look for the difference."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.name == "assign" && site.role == .statement {
      guard site.arguments.count == 2, let new = site.arguments[0].variableName,
        let old = site.arguments[1].variableName, module.index.isLocal(old)
      else { continue }
      report(
        finding("`\(new)` is `\(old)`", at: site.location, in: module, remedy: "use `\(old)`"))
    }
  }
}
