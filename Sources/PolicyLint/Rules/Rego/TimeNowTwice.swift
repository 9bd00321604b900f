import Rego

/// Comparisons of the time with itself.
struct TimeNowTwice: RegoRule {
  let id = "time-now-twice"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "Within one decision the time stands still: two calls of `time.now_ns` give one moment."

  private static let operators: Set<String> = [
    "minus", "equal", "neq", "lt", "lte", "gt", "gte", "eq", "time.diff",
  ]

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where Self.operators.contains(site.name) && site.arguments.count >= 2 {
      guard isNow(site.arguments[0], site, module), isNow(site.arguments[1], site, module) else { continue }
      report(
        finding(
          "both sides are the same moment", at: site.location, in: module,
          remedy: "compare with a time that the request or the policy says"))
    }
  }

  private func isNow(_ term: Term, _ site: SyntaxIndex.CallSite, _ module: LintedModule) -> Bool {
    if term.call(of: "time.now_ns") != nil { return true }
    guard let name = term.variableName, module.index.isLocal(name) else { return false }
    return module.index.calls(in: site.site).contains {
      ($0.name == "assign" || $0.name == "eq") && $0.arguments.count == 2 && $0.arguments[0].isVariable(name)
        && $0.arguments[1].call(of: "time.now_ns") != nil
    }
  }
}
