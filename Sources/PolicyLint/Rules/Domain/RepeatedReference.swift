import PolicyDomain

/// A reference that one list holds twice says no more than once.
struct RepeatedReferenceRule: FileRule {
  let id = "repeated-reference"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "a role, a library or a selector that one entry lists twice"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    let domain = file.domain
    func check(_ list: [Positioned<String>], _ entity: DomainEntity, _ field: String) {
      var seen: Set<String> = []
      for item in list where !item.value.isEmpty && !seen.insert(item.value).inserted {
        report(
          finding(
            "`\(item.value)` is listed twice in `\(field)` of \(entity.kind.rawValue) `\(entity.id)`",
            at: item.position, in: domain, entity, field: field, remedy: "remove one of them"))
      }
    }
    for (kind, modules) in [(DomainEntity.Kind.library, domain.libraries), (.policy, domain.policies)] {
      for module in modules { check(module.dependencies, DomainEntity(kind, module.mrn.value), "dependencies") }
    }
    for group in domain.groups { check(group.roles, DomainEntity(.group, group.mrn.value), "roles") }
    for (entity, selectors) in domain.selecting { check(selectors.map(\.pattern), entity, "selector") }
  }
}
