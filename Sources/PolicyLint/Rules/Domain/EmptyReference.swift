import PolicyDomain

/// An empty entry of a list of references passes the reference's lint and keeps the domain from loading.
struct EmptyReferenceRule: FileRule {
  let id = "empty-reference"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "an empty entry in `dependencies` or `roles`; the first keeps the domain from loading"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    func check(_ list: [Positioned<String>], _ entity: DomainEntity, _ field: String, _ effect: String) {
      for reference in list where reference.value.isEmpty {
        report(
          finding(
            "an empty reference in `\(field)` of \(entity.kind.rawValue) `\(entity.id)` \(effect)",
            at: reference.position, in: file.domain, entity, field: field, remedy: "remove the entry"))
      }
    }
    for policy in file.domain.policies {
      check(
        policy.dependencies, DomainEntity(.policy, policy.mrn.value), "dependencies",
        "keeps the domain from loading")
    }
    for group in file.domain.groups {
      check(group.roles, DomainEntity(.group, group.mrn.value), "roles", "brings no role")
    }
  }
}
