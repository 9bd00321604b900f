import PolicyDomain

/// A policy that nothing refers to is compiled and never asked.
struct UnusedPolicyRule: DomainRule {
  let id = "unused-policy"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "a policy that no operation, role, resource group or scope refers to"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    for (domain, entry) in bundles.use.unused(.policy, isSpelled: false) {
      let id = entry.entity.id
      report(
        finding(
          "policy `\(id)` is used by nothing", at: entry.mrn?.position ?? entry.position, in: domain, entry.entity,
          field: "mrn",
          remedy: "refer to it, or remove it"))
    }
  }
}
