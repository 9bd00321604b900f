import Rego

/// `"GET" == input.method`.
struct YodaCondition: RegoRule {
  let id = "yoda-condition"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A comparison reads better with what is asked about on its left."

  private static let mirrored = ["==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="]

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.role != .some && site.arguments.count == 2 && site.name != "eq" {
      guard let sign = BuiltinNames.comparisons[site.name], let mirror = Self.mirrored[sign],
        site.arguments[0].isScalar, !site.arguments[1].isConstant, !module.isBetweenBounds(site),
        site.function.location.text == sign
      else { continue }
      report(
        finding(
          "the constant stands on the left of `\(sign)`", at: site.location, in: module,
          remedy: "turn the comparison round", fix: fix(site, mirror, in: module)))
    }
  }

  private func fix(_ site: SyntaxIndex.CallSite, _ mirror: String, in module: LintedModule) -> LintFinding.Fix? {
    let (left, right) = (site.arguments[0].location, site.arguments[1].location)
    let isNegative = site.arguments[0].description.hasPrefix("-")
    guard site.arguments[1].hasExactText, !isNegative else { return nil }
    let sign = site.function.location
    return module.fix([
      (left.offset..<left.end, module.text(right.offset..<right.end)), (sign.offset..<sign.end, mirror),
      (right.offset..<right.end, module.text(left.offset..<left.end)),
    ])
  }
}

extension LintedModule {
  /// `1 < x; x < 9` is a range, and reads as one.
  fileprivate func isBetweenBounds(_ site: SyntaxIndex.CallSite) -> Bool {
    guard site.name == "lt" || site.name == "lte" else { return false }
    return index.calls(in: site.site).contains {
      ($0.name == "lt" || $0.name == "lte") && $0.arguments.count == 2
        && $0.arguments[0].description == site.arguments[1].description
    }
  }
}
