import PolicyDomain

/// A group that nothing in the domains leads to may be a remainder, or a misspelt one.
struct UnusedGroupRule: DomainRule {
  let id = "unused-group"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.info
  let summary = "a group that no Rego names, so that only tokens can"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    for (domain, entry) in bundles.use.unused(.group, isSpelled: true) {
      let id = entry.entity.id
      report(
        finding(
          "group `\(id)` is named by no Rego: only a token can bring it", at: entry.mrn?.position ?? entry.position,
          in: domain, entry.entity, field: "mrn",
          remedy: "remove it if no token carries it"))
    }
  }
}
