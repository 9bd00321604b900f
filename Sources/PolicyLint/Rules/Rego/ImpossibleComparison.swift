import Rego

/// Comparisons of what can never be equal: `count(x) == "1"`.
struct ImpossibleComparison: RegoRule {
  let id = "impossible-comparison"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "Values of different kinds are never equal, and their order says nothing about them."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.arguments.count == 2 && site.role != .some {
      guard let sign = BuiltinNames.comparisons[site.name], let left = ValueKind(site.arguments[0]),
        let right = ValueKind(site.arguments[1]), left != right
      else { continue }
      let outcome =
        switch sign {
        case "==", "=": "never holds"
        case "!=": "always holds"
        default: "compares kinds, not values"
        }
      report(
        finding(
          "\(left.withArticle) \(sign) \(right.withArticle) \(outcome)", at: site.location, in: module,
          remedy: "compare with \(left.withArticle)"))
    }
  }
}

extension ValueKind {
  /// `a number`, `an array`.
  var withArticle: String {
    switch self {
    case .null: "null"
    case .array, .object: "an \(rawValue)"
    default: "a \(rawValue)"
    }
  }
}
