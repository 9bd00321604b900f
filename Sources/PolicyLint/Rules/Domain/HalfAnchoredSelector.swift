import PolicyDomain

/// `^api` matches `api` and nothing longer, because the other anchor is added.
struct HalfAnchoredSelectorRule: FileRule {
  let id = "half-anchored-selector"
  let category = LintCategory.selectors
  let severity = LintFinding.Severity.warning
  let summary = "a selector with one anchor, which reads like a prefix or a suffix and is neither"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    for (entity, selectors) in file.domain.selecting {
      for selector in selectors {
        let pattern = selector.pattern.value
        guard let remedy = Self.remedy(pattern), !EscapingAlternationRule.hasOpenAlternative(pattern) else { continue }
        report(
          finding(
            "selector `\(pattern)` is read as `\(Selector.anchored(pattern))`: it matches whole texts only",
            at: selector.pattern.position, in: file.domain, entity, field: "selector", remedy: remedy))
      }
    }
  }

  private static func remedy(_ pattern: String) -> String? {
    let open = ["*", "+", ")", "]", "}", "?"]
    if pattern.hasPrefix("^"), !pattern.hasSuffix("$"), !open.contains(where: pattern.hasSuffix) {
      return "write `\(pattern.dropFirst())` for the whole text, or `\(pattern.dropFirst()).*` for what begins so"
    }
    let hasOpenEnd = open.contains { pattern.hasSuffix($0 + "$") }
    if pattern.hasSuffix("$"), !hasOpenEnd, !pattern.hasSuffix("\\$"), !pattern.hasPrefix("^"), !pattern.hasPrefix("."),
      !pattern.hasPrefix("("), !pattern.hasPrefix("[")
    {
      return "write `\(pattern.dropLast())` for the whole text, or `.*\(pattern.dropLast())` for what ends so"
    }
    return nil
  }
}
