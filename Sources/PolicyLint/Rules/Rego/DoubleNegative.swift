import Rego

/// `not no_access`.
struct DoubleNegative: RegoRule {
  let id = "double-negative"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "`not` before a name that says no makes readers count negations."

  private static let prefixes = ["not_", "no_", "non_", "cannot_", "isnt_", "is_not_", "dont_", "hasnt_", "has_no_"]

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.bodies {
      for expression in site.body where expression.isNegated {
        let name: String? =
          switch expression.node {
          case .term(let term): term.dottedName
          case .call(let function, _): function.dottedName
          default: nil
          }
        guard let last = name?.split(separator: ".").last,
          Self.prefixes.contains(where: { last.lowercased().hasPrefix($0) })
        else { continue }
        report(
          finding(
            "`not \(last)` negates twice", at: expression.location, in: module,
            remedy: "name what holds, and ask for that"))
      }
    }
  }
}
