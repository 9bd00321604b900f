import PolicyDomain

/// Without a default, resources that no entry matches are denied with an error.
struct MissingDefaultGroupRule: DomainRule {
  let id = "missing-default-group"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "resource groups of which none is the default, so that resources no entry matches are denied"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    let domains = bundles.set.domains
    guard let domain = domains.first(where: { !$0.resourceGroups.isEmpty }),
      !domains.contains(where: { $0.resourceGroups.contains(where: \.isDefault) })
    else { return }
    // Where one entry matches everything there is nothing left for a default.
    let isComplete = domains.contains { domain in
      domain.resources.contains { $0.selectors.contains { Selector.anchored($0.pattern.value) == "^.*$" } }
    }
    if isComplete { return }
    report(
      finding(
        "no resource group is the default: resources that no entry of `resources` matches are denied",
        at: domain.resourceGroups[0].position, in: domain,
        DomainEntity(.resourceGroup, domain.resourceGroups[0].mrn.value), field: "default",
        remedy: "set `default: true` on the group that they belong to"))
  }
}
