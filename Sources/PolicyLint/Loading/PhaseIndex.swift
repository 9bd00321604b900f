import PolicyDomain

/// Which phases use a policy.
struct PhaseIndex {
  private let set: BundleSet
  private var phases: [BundleSet.Place: Set<LintedModule.Phase>] = [:]

  init(_ set: BundleSet) {
    self.set = set
    for (index, domain) in set.domains.enumerated() {
      for operation in domain.operations { note(operation.policy.value, from: index, .operation) }
      for role in domain.roles { note(role.policy.value, from: index, .identity) }
      for group in domain.resourceGroups { note(group.policy.value, from: index, .resource) }
      for scope in domain.scopes { note(scope.policy.value, from: index, .scope) }
    }
  }

  private mutating func note(_ policy: String, from domain: Int, _ phase: LintedModule.Phase) {
    guard let place = try? set.resolve(policy, .policy, from: domain) else { return }
    phases[place, default: []].insert(phase)
  }

  func phases(of place: BundleSet.Place) -> Set<LintedModule.Phase> { phases[place] ?? [] }

  /// The phases of an entry of a domain, where the domain is one of the set.
  func phases(of kind: DomainEntity.Kind, _ index: Int, in domain: Domain) -> Set<LintedModule.Phase> {
    guard kind == .policy, let known = set.domain(named: domain.name.value), set.domains[known].file == domain.file
    else { return [] }
    return phases(of: BundleSet.Place(domain: known, index: index))
  }
}
