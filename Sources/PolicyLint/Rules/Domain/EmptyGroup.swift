import PolicyDomain

/// A group brings roles and annotations; one with neither does nothing.
struct EmptyGroupRule: FileRule {
  let id = "empty-group"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "a group that brings neither roles nor annotations"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    for group in file.domain.groups where group.roles.isEmpty && group.annotations.isEmpty {
      report(
        finding(
          "group `\(group.mrn.value)` brings neither roles nor annotations", at: group.mrn.position, in: file.domain,
          DomainEntity(.group, group.mrn.value), field: "roles", remedy: "give it roles, or remove it"))
    }
  }
}
