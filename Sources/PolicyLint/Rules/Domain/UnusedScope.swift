import PolicyDomain

/// A scope that nothing in the domains leads to may be a remainder, or a misspelt one.
struct UnusedScopeRule: DomainRule {
  let id = "unused-scope"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.info
  let summary = "a scope that no Rego names, so that only tokens can"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    for (domain, entry) in bundles.use.unused(.scope, isSpelled: true) {
      let id = entry.entity.id
      report(
        finding(
          "scope `\(id)` is named by no Rego: only a token can bring it", at: entry.mrn?.position ?? entry.position,
          in: domain, entry.entity, field: "mrn",
          remedy: "remove it if no token carries it"))
    }
  }
}
