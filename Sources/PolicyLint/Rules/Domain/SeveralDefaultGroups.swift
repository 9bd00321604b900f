import PolicyDomain

/// Of several default groups the first counts.
struct SeveralDefaultGroupsRule: DomainRule {
  let id = "several-default-groups"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "a second resource group with `default: true`, which has no effect"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    var first: Positioned<String>?
    for domain in bundles.set.domains {
      for group in domain.resourceGroups where group.isDefault {
        guard let first else {
          first = group.mrn
          continue
        }
        report(
          finding(
            "resource-group `\(group.mrn.value)` is a default beside `\(first.value)` at \(first.position), which counts",
            at: group.mrn.position, in: domain, DomainEntity(.resourceGroup, group.mrn.value), field: "default",
            remedy: "keep one `default: true`"))
      }
    }
  }
}
