import Rego

/// `input.roles[_] != "admin"`.
struct NotEqualsInLoop: RegoRule {
  let id = "not-equals-in-loop"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "`xs[_] != x` holds as soon as one element differs; it does not say that none is equal."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.name == "neq" && site.role == .statement {
      guard let loop = site.arguments.first(where: isLoop) else { continue }
      report(
        finding(
          "`!=` holds as soon as one element of `\(loop)` differs", at: site.location, in: module,
          remedy: "say that none is equal: `not x in xs`, or `every`"))
    }
  }

  private func isLoop(_ term: Term) -> Bool {
    guard case .reference(let steps) = term.node else { return false }
    return steps.dropFirst().contains(where: \.isWildcard)
  }
}
