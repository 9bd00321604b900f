import PolicyDomain

/// An operation that two domains match is found in neither: every such request is denied.
struct AmbiguousOperationRule: DomainRule {
  let id = "ambiguous-operation"
  let category = LintCategory.selectors
  let severity = LintFinding.Severity.warning
  let summary = "operations of two domains that match one text, which is denied as not found"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    let pairs = SelectorPairs(bundles.set) { domain in
      zip(domain.entries(.operation), domain.operations).map { ($0.entity, $1.selectors) }
    }
    pairs.visit { later, earlier, text in
      report(
        finding(
          "selector `\(later.selector.pattern.value)` and the one at \(earlier.selector.pattern.position) of domain "
            + "`\(earlier.domain.name.value)` both match `\(text)`: operations that two domains match are denied as "
            + "not found", at: later.selector.pattern.position, in: later.domain, later.entity, field: "selector",
          remedy: "let operations of each domain begin with a word of its own"))
    }
  }
}
