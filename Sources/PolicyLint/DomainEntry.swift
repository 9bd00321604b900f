public import PolicyDomain

/// An entry of a section as far as all sections are alike.
public struct DomainEntry: Sendable {
  public var kind: DomainEntity.Kind
  public var index: Int
  /// Where the entry begins.
  public var position: SourcePosition
  /// `mrn` where it is written, else `name`; nil where neither is, or both are empty.
  public var id: Positioned<String>?
  public var mrn: Positioned<String>?

  /// The entity as findings name it.
  public var entity: DomainEntity { DomainEntity(kind, id?.value ?? "\(kind.rawValue)[\(index)]") }
}

extension Domain {
  /// The entries of one section, in the order of the file.
  public func entries(_ kind: DomainEntity.Kind) -> [DomainEntry] {
    func list<Entry>(
      _ entries: [Entry], _ position: (Entry) -> SourcePosition, _ mrn: (Entry) -> Positioned<String>?,
      _ name: (Entry) -> Positioned<String>?
    ) -> [DomainEntry] {
      entries.enumerated().map { index, entry in
        let ids = [mrn(entry), name(entry)].compactMap { $0 }
        return DomainEntry(
          kind: kind, index: index, position: position(entry), id: ids.first { !$0.value.isEmpty }, mrn: mrn(entry))
      }
    }
    return switch kind {
    case .library: list(libraries, \.position, \.mrn, \.name)
    case .policy: list(policies, \.position, \.mrn, \.name)
    case .role: list(roles, \.position, \.mrn, \.name)
    case .group: list(groups, \.position, \.mrn, \.name)
    case .resourceGroup: list(resourceGroups, \.position, \.mrn, \.name)
    case .scope: list(scopes, \.position, \.mrn, \.name)
    case .operation: list(operations, \.position, \.mrn, \.name)
    case .mapper: list(mappers, \.position, \.mrn, \.name)
    case .resource: list(resources, \.position, \.mrn, \.name)
    }
  }
}

extension DomainEntity.Kind {
  /// Every kind, in the order in which documents list them.
  public static let all: [DomainEntity.Kind] = [
    .library, .policy, .role, .group, .resourceGroup, .scope, .operation, .mapper, .resource,
  ]

  /// The key of its section.
  public var section: String {
    switch self {
    case .library: "policy-libraries"
    case .policy: "policies"
    case .role: "roles"
    case .group: "groups"
    case .resourceGroup: "resource-groups"
    case .scope: "scopes"
    case .operation: "operations"
    case .mapper: "mappers"
    case .resource: "resources"
    }
  }
}
