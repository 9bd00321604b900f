import PolicyDomain

/// Without a policy an entry loads, and every request that needs it fails.
struct MissingPolicyRule: FileRule {
  let id = "missing-policy"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "a role, scope, resource group or operation without a policy, which denies"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    func check(_ policy: Positioned<String>, _ entity: DomainEntity) {
      guard policy.value.isEmpty else { return }
      report(
        finding(
          "\(entity.kind.rawValue) `\(entity.id)` has no policy: requests that need it are denied with an error",
          at: policy.position, in: file.domain, entity, field: "policy", remedy: "add `policy: <MRN of a policy>`"))
    }
    for (entity, entry) in file.domain.grantingEntities { check(entry.policy, entity) }
    for (entry, operation) in zip(file.domain.entries(.operation), file.domain.operations) {
      check(operation.policy, entry.entity)
    }
  }
}
