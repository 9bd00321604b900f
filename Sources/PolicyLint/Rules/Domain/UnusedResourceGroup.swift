import PolicyDomain

/// A resource group that no rule leads to, and that is no default, is only reached by requests that name it.
struct UnusedResourceGroupRule: DomainRule {
  let id = "unused-resource-group"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "a resource group that no entry of `resources` and no Rego names, and that is no default"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    for (domain, entry) in bundles.use.unused(.resourceGroup, isSpelled: true) {
      if domain.resourceGroups[entry.index].isDefault { continue }
      let id = entry.entity.id
      report(
        finding(
          "resource-group `\(id)` is no default, and named by no entry of `resources` and no Rego: only a request can "
            + "name it", at: entry.mrn?.position ?? entry.position, in: domain, entry.entity, field: "mrn",
          remedy: "add an entry to `resources`, or remove it"))
    }
  }
}
