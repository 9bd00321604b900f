import Rego

/// Calls of `print` and `trace`.
struct PrintLeftOver: RegoRule {
  let id = "print-left-over"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "`print` and `trace` are for looking into a policy while it is written."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.name == "print" || site.name == "trace" {
      guard module.index.sitesByName[site.name] == nil else { continue }
      report(
        finding(
          "a call of `\(site.name)` is left over", at: site.location, in: module,
          remedy: "remove it: `--trace` tells more"))
    }
  }
}
