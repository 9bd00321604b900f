import PolicyDomain

/// An operation's policy answers with a number, every other one with a boolean: no answer fits both.
struct MixedResultTypesRule: DomainRule {
  let id = "mixed-result-types"
  let category = LintCategory.decisions
  let severity = LintFinding.Severity.warning
  let summary = "a policy of an operation that a role, scope or resource group uses too"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    let index = PhaseIndex(bundles.set)
    for (place, domain) in bundles.set.domains.enumerated() {
      for (number, policy) in domain.policies.enumerated() {
        let phases = index.phases(of: BundleSet.Place(domain: place, index: number))
        guard phases.contains(.operation), phases.count > 1 else { continue }
        let others = [(LintedModule.Phase.identity, "roles"), (.resource, "resource groups"), (.scope, "scopes")]
          .filter { phases.contains($0.0) }.map(\.1).joined(separator: " and ")
        report(
          finding(
            "policy `\(policy.mrn.value)` decides for operations, which takes a number, and for \(others), which takes a "
              + "boolean: one of them fails", at: policy.mrn.position, in: domain,
            DomainEntity(.policy, policy.mrn.value), field: "mrn", remedy: "write a policy for each"))
      }
    }
  }
}
