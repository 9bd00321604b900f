import Rego

/// `startswith(x, y) == true`.
struct BooleanComparison: RegoRule {
  let id = "boolean-comparison"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "What is a boolean needs no comparison with `true`."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.name == "equal" && site.role == .statement && site.arguments.count == 2 {
      let (left, right) = (site.arguments[0], site.arguments[1])
      let isRight = right.booleanValue == true
      guard isRight || left.booleanValue == true else { continue }
      let condition = isRight ? left : right
      guard isBoolean(condition, module) else { continue }
      report(
        finding(
          "comparison of a boolean with `true`", at: site.location, in: module, remedy: "leave the comparison out",
          fix: fix(site, isRight: isRight, in: module)))
    }
  }

  /// Whether it can be nothing but `true`, `false` or undefined.
  private func isBoolean(_ term: Term, _ module: LintedModule) -> Bool {
    if ValueKind(term) == .boolean, !term.isConstant { return true }
    guard let name = term.variableName, !module.index.isLocal(name) else { return false }
    let rules = module.index.sites(named: name)
    return !rules.isEmpty
      && rules.allSatisfy {
        $0.rule.plainName != nil && $0.rule.head.arguments == nil && $0.rule.head.value?.booleanValue != nil
      }
  }

  /// Cuts `== true`, or `true ==`; the text between the sides is the operator with its spaces.
  private func fix(_ site: SyntaxIndex.CallSite, isRight: Bool, in module: LintedModule) -> LintFinding.Fix? {
    if isRight {
      let start = module.skipSpaceBackwards(from: site.function.location.offset)
      return module.fix(start..<site.arguments[1].location.end, "")
    }
    let start = site.arguments[0].location.offset
    return module.fix(start..<module.skipSpace(from: site.function.location.end), "")
  }
}
