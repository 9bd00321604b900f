import PolicyDomain

/// A rule for resources that names no group leads nowhere.
struct MissingResourceGroupRule: FileRule {
  let id = "missing-resource-group"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "an entry of `resources` without a group, whose resources are denied"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    for (entry, resource) in zip(file.domain.entries(.resource), file.domain.resources)
    where resource.group.value.isEmpty {
      report(
        finding(
          "resource `\(entry.entity.id)` has no group: what it matches is denied", at: resource.group.position,
          in: file.domain, entry.entity, field: "group", remedy: "add `group: <MRN of a resource group>`"))
    }
  }
}
