import Rego

/// `input.user` above `input.user.name == "x"`.
struct RedundantExistenceCheck: RegoRule {
  let id = "redundant-existence-check"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A condition on part of a value fails where the value is missing: nothing has to ask first."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.bodies {
      for (expression, next) in zip(site.body, site.body.dropFirst()) {
        guard !expression.isNegated, expression.with.isEmpty, case .reference(let path)? = expression.term?.node,
          path[0].isVariable("input"), path.count > 1, path.allSatisfy(\.hasExactText), !next.isNegated,
          Self.asks(next, about: path.map(\.description))
        else { continue }
        report(
          finding(
            "the next row asks for part of `\(Term(.reference(path), at: expression.location))` anyway",
            at: expression.location, in: module, remedy: "remove the row"))
      }
    }
  }

  /// Whether the expression cannot hold without something below the path; closures may.
  private static func asks(_ expression: Expression, about path: [String]) -> Bool {
    let terms: [Term] =
      switch expression.node {
      case .term(let term): [term]
      case .call(_, let arguments): arguments
      default: []
      }
    return terms.contains { term in
      guard case .reference(let steps) = term.node, steps.count > path.count else { return false }
      return zip(steps, path).allSatisfy { $0.description == $1 }
    }
  }
}
