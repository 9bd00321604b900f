import PolicyDomain

/// A role that nothing in the domains leads to may be a remainder, or a misspelt one.
struct UnusedRoleRule: DomainRule {
  let id = "unused-role"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.info
  let summary = "a role that no group brings and no Rego names, so that only tokens can"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    for (domain, entry) in bundles.use.unused(.role, isSpelled: true) {
      let id = entry.entity.id
      report(
        finding(
          "role `\(id)` is in no group and named by no Rego: only a token can bring it",
          at: entry.mrn?.position ?? entry.position, in: domain, entry.entity, field: "mrn",
          remedy: "put it into a group, or remove it if no token carries it"))
    }
  }
}
