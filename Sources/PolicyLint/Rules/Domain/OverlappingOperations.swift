import PolicyDomain

/// Two operations that cross: neither is the special case of the other, and the order decides.
struct OverlappingOperationsRule: FileRule {
  let id = "overlapping-operations"
  let category = LintCategory.selectors
  let severity = LintFinding.Severity.warning
  let summary = "two operations with different policies that share some texts, so that their order decides"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    let comparison = SelectorComparison()
    let entries = zip(file.domain.entries(.operation), file.domain.operations).map { ($0, $1) }
    let count = entries.reduce(0) { $0 + $1.1.selectors.count }
    guard count <= UnreachableSelectorRule.exhaustiveCountMax else { return }
    for (index, (entry, operation)) in entries.enumerated() {
      for (_, earlier) in entries[..<index] where earlier.policy.value != operation.policy.value {
        for selector in operation.selectors {
          for other in earlier.selectors {
            guard let text = crossing(selector, other, comparison) else { continue }
            report(
              finding(
                "selector `\(selector.pattern.value)` crosses `\(other.pattern.value)` at line "
                  + "\(other.pattern.position.line): `\(text)` matches both, the first decides",
                at: selector.pattern.position, in: file.domain, entry.entity, field: "selector",
                remedy: "narrow one of the selectors, or add an operation above for what both match"))
          }
        }
      }
    }
  }

  /// A shared text where neither selector contains the other.
  private func crossing(_ first: Selector, _ second: Selector, _ comparison: SelectorComparison) -> String? {
    guard let text = comparison.sharedText(first, second), !comparison.isCovered(first, by: [second]),
      !comparison.isCovered(second, by: [first])
    else { return nil }
    return text
  }
}
