import PolicyDomain

/// Of two domains that match a resource the first decides.
struct ShadowedResourceRule: DomainRule {
  let id = "shadowed-resource"
  let category = LintCategory.selectors
  let severity = LintFinding.Severity.warning
  let summary = "entries of `resources` of two domains that match one MRN, of which the first domain's counts"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    let pairs = SelectorPairs(bundles.set) { domain in
      zip(domain.entries(.resource), domain.resources).map { ($0.entity, $1.selectors) }
    }
    pairs.visit { later, earlier, text in
      report(
        finding(
          "selector `\(later.selector.pattern.value)` and the one at \(earlier.selector.pattern.position) of domain "
            + "`\(earlier.domain.name.value)` both match `\(text)`: the first domain's counts",
          at: later.selector.pattern.position, in: later.domain, later.entity, field: "selector",
          remedy: "narrow one of the selectors"))
    }
  }
}
