import Rego

/// `count([x | …]) > 0`.
struct CountOfComprehension: RegoRule {
  let id = "count-of-comprehension"
  let category = LintCategory.performance
  let severity = LintFinding.Severity.info
  let summary = "Whether there is one needs no list of them all."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.role == .statement && site.arguments.count == 2 {
      guard let sign = BuiltinNames.comparisons[site.name], case .number(let digits) = site.arguments[1].node,
        [("==", "0"), (">", "0"), ("!=", "0"), (">=", "1"), ("<", "1")].contains(where: { $0 == (sign, digits) }),
        let counted = site.arguments[0].call(of: "count")?.first, isComprehension(counted, site, module)
      else { continue }
      let asksForNone = sign == "==" || sign == "<"
      report(
        finding(
          "all members are collected to ask whether there is \(asksForNone ? "none" : "one")", at: site.location,
          in: module,
          remedy: asksForNone
            ? "make a rule of what is collected, and ask `not` for it" : "write its body as conditions, with `some`"))
    }
  }

  private func isComprehension(_ term: Term, _ site: SyntaxIndex.CallSite, _ module: LintedModule) -> Bool {
    if term.isComprehension { return true }
    guard let name = term.variableName, module.index.isLocal(name),
      module.index.occurrences(of: name, in: site.site).count == 2
    else { return false }
    return module.index.calls(in: site.site).contains {
      ($0.name == "assign" || $0.name == "eq") && $0.arguments.count == 2 && $0.arguments[0].isVariable(name)
        && $0.arguments[1].isComprehension
    }
  }
}
