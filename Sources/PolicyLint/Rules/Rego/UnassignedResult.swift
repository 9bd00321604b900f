import Rego

/// Calls as conditions whose result is no boolean.
struct UnassignedResult: RegoRule {
  let id = "unassigned-result"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "A call that gives a number or a text always holds as a condition: its result was to be compared."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.role == .statement || site.role == .negated {
      guard ValueKind.arity(of: site.name) == site.arguments.count, module.index.sitesByName[site.name] == nil,
        let kind = ValueKind(Term(.call(site.function, site.arguments), at: site.location)), kind != .boolean,
        site.name != "walk", site.name != "minus"
      else { continue }
      let negated = site.role == .negated ? "fails" : "holds"
      report(
        finding(
          "the result of `\(site.name)` is dropped: the condition \(negated) whatever it is", at: site.location,
          in: module, remedy: "compare it, or assign it by `:=`"))
    }
  }
}
