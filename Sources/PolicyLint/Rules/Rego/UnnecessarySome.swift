import Rego

/// `some "admin" in roles`.
struct UnnecessarySome: RegoRule {
  let id = "unnecessary-some"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "`some` before `in` declares variables; without one it only looks as if it did."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.bodies {
      // A comprehension counts how often.
      if case .comprehension = site.owner { continue }
      for expression in site.body {
        guard case .some(let terms) = expression.node, terms.count == 1, case .call(_, let arguments) = terms[0].node,
          arguments.count == 2, arguments[0].isConstant
        else { continue }
        report(
          finding(
            "`some` declares no variable here", at: expression.location, in: module, remedy: "leave `some` out",
            fix: fix(expression, in: module)))
      }
    }
  }

  private func fix(_ expression: Expression, in module: LintedModule) -> LintFinding.Fix? {
    let word = expression.location.offset..<expression.location.offset + 4
    guard word.upperBound < module.bytes.count, module.text(word) == "some" else { return nil }
    let end = module.skipSpace(from: word.upperBound)
    return end > word.upperBound ? module.fix(word.lowerBound..<end, "") : nil
  }
}
