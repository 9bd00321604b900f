import PolicyDomain

/// Which entities something leads to: references of all domains, and MRNs that Rego spells.
struct ReferenceUse: Sendable {
  private var used: [DomainEntity.Kind: Set<BundleSet.Place>] = [:]
  private let spelled: Set<String>
  private let set: BundleSet

  init(_ set: BundleSet, _ modules: [LintedModule]) {
    self.set = set
    spelled = Set(modules.lazy.flatMap { RegoStrings($0.snippet.source.bytes).map(\.text) })
    for (index, domain) in set.domains.enumerated() {
      for module in domain.libraries + domain.policies {
        for library in module.dependencies { note(library.value, .library, from: index) }
      }
      for operation in domain.operations { note(operation.policy.value, .policy, from: index) }
      for (_, entry) in domain.grantingEntities { note(entry.policy.value, .policy, from: index) }
      for group in domain.groups {
        for role in group.roles { note(role.value, .role, from: index) }
      }
      for resource in domain.resources { note(resource.group.value, .resourceGroup, from: index) }
    }
  }

  private mutating func note(_ reference: String, _ kind: DomainEntity.Kind, from domain: Int) {
    if let place = try? set.resolve(reference, kind, from: domain) { used[kind, default: []].insert(place) }
  }

  /// The entries of a kind that nothing leads to, with their domain.
  /// - Parameter isSpelled: whether an MRN in a Rego string counts as a use.
  func unused(_ kind: DomainEntity.Kind, isSpelled: Bool) -> [(domain: Domain, entry: DomainEntry)] {
    let places = used[kind] ?? []
    return set.domains.enumerated().flatMap { index, domain in
      domain.entries(kind).filter { entry in
        guard let mrn = entry.mrn, !mrn.value.isEmpty else { return false }
        if isSpelled, spelled.contains(mrn.value) { return false }
        return !places.contains(BundleSet.Place(domain: index, index: entry.index))
          // Of two of one MRN the last counts; the other is a finding of its own.
          && set.find(kind, mrn.value, in: index)?.index == entry.index
      }.map { (domain, $0) }
    }
  }
}
