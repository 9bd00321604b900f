internal import PolicyDomain
internal import Rego

/// What a snapshot knows, for programs that show it or ask about parts of it. MRNs are looked up in all domains, as in
/// a decision.
extension PolicySnapshot {
  // MARK: Lists

  /// The MRNs of roles, in order of domains and entries; so for the other kinds.
  public var roleMRNs: [String] { mrns(roles) { $0.mrn } }
  public var scopeMRNs: [String] { mrns(scopes) { $0.mrn } }
  public var resourceGroupMRNs: [String] { mrns(resourceGroups) { $0.mrn } }
  public var groupMRNs: [String] { mrns(groups) { $0.mrn } }

  /// The operations of all domains, in order.
  public var operationDescriptions: [OperationDescription] {
    zip(bundles.domains, operations).flatMap { domain, routes in
      zip(domain.operations, routes.policies).map { operation, policy in
        OperationDescription(
          domain: domain.name.value, name: operation.name?.value ?? "",
          selectors: operation.selectors.map(\.pattern.value), policy: identity(policy))
      }
    }
  }

  /// The resource rules of all domains, in order.
  public var resourceRuleDescriptions: [ResourceRuleDescription] {
    zip(bundles.domains, resources).flatMap { domain, routes in
      zip(domain.resources, routes.entries).map { rule, entry in
        ResourceRuleDescription(
          domain: domain.name.value, name: rule.name?.value ?? "", selectors: rule.selectors.map(\.pattern.value),
          group: entry.group.string ?? "", annotations: object(entry.annotations))
      }
    }
  }

  /// The mappers of all domains, in order.
  public var mapperDescriptions: [MapperDescription] {
    mappers.map { MapperDescription(domain: $0.domain, name: $0.name) }
  }

  // MARK: Look-ups

  /// The role with this MRN, or nil; so for the other kinds.
  public func role(_ mrn: String) -> EntityDescription? { entity(mrn, in: roles) }

  public func scope(_ mrn: String) -> EntityDescription? { entity(mrn, in: scopes) }

  public func resourceGroup(_ mrn: String) -> EntityDescription? { entity(mrn, in: resourceGroups) }

  public func group(_ mrn: String) -> GroupDescription? {
    let index = withText(mrn) { groups.find($0) }
    guard index >= 0 else { return nil }
    let entry = groups[index]
    return GroupDescription(
      mrn: mrn, roles: (0..<entry.roleCount).map { entry.roles[$0].mrn.string ?? "" },
      annotations: object(entry.annotations))
  }

  /// The policy that an operation is routed to; nil when no domain has one, several have, or it cannot be resolved.
  public func policy(ofOperation operation: String) -> PolicyIdentity? {
    withText(operation) { OperationPhase.route(self, $0).flatMap(identity) }
  }

  /// What the resource rules and the default group say of an MRN; nil when none of them takes it.
  public func resource(_ mrn: String) -> ResourceDescription? {
    for routes in resources {
      let match = withText(mrn) { routes.selectors.firstMatch($0) }
      guard match >= 0 else { continue }
      let entry = routes.entries[match]
      return ResourceDescription(id: mrn, group: entry.group.string ?? "", annotations: object(entry.annotations))
    }
    guard defaultGroup >= 0 else { return nil }
    return ResourceDescription(
      id: mrn, group: resourceGroups[defaultGroup].mrn.string ?? "", annotations: object(defaultAnnotations))
  }

  // MARK: Parts

  private func mrns<Entry>(_ table: EntityTable<Entry>, _ mrn: (Entry) -> Value) -> [String] {
    (0..<table.count).map { mrn(table[$0]).string ?? "" }
  }

  private func entity(_ mrn: String, in table: EntityTable<EntityEntry>) -> EntityDescription? {
    let index = withText(mrn) { table.find($0) }
    guard index >= 0 else { return nil }
    return EntityDescription(
      mrn: mrn, policy: table[index].policy < 0 ? nil : identity(table[index].policy),
      annotations: object(table[index].annotations))
  }

  private func withText<Result>(_ text: String, _ body: (Value) -> Result) -> Result {
    let arena = Arena()
    defer { withExtendedLifetime(arena) {} }
    return body(arena.string(text))
  }

  private func identity(_ policy: OperationPolicy) -> PolicyIdentity? {
    if case .policy(let index) = policy { identity(index) } else { nil }
  }

  private func identity(_ policy: Int) -> PolicyIdentity {
    PolicyIdentity(mrn: policies[policy].mrn.string ?? "", fingerprint: policies[policy].fingerprint)
  }

  private func object(_ value: Value) -> Document {
    value.tag == .object ? Document(copying: value) : .emptyObject
  }

  /// Annotations that JSON has no value for are left out.
  private func object(_ list: AnnotationList) -> Document {
    Document { arena in
      var builder = ObjectBuilder(arena, capacity: max(1, list.count))
      for index in 0..<list.count where !list[index].value.isUnrepresentable {
        builder.set(arena.copy(list[index].name), arena.copy(list[index].value))
      }
      return builder.finishSorted()
    }
  }
}
