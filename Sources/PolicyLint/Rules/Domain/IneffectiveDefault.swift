import PolicyDomain

/// `default: true` means something for resource groups only.
struct IneffectiveDefaultRule: FileRule {
  let id = "ineffective-default"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "`default: true` of a role or a scope, which has no effect"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    for (entity, entry) in file.domain.grantingEntities where entry.isDefault && entity.kind != .resourceGroup {
      report(
        finding(
          "`default: true` has no effect on the \(entity.kind.rawValue) `\(entity.id)`", at: entry.mrn.position,
          in: file.domain, entity, field: "default", remedy: "remove it; only a resource group can be a default"))
    }
  }
}
