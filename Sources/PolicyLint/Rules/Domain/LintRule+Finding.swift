import PolicyDomain

extension LintRule {
  /// A finding of this rule about an entry of a domain.
  func finding(
    _ message: String, at position: SourcePosition, in domain: Domain, _ entity: DomainEntity? = nil,
    field: String? = nil, severity: LintFinding.Severity? = nil, remedy: String, fix: LintFinding.Fix? = nil
  ) -> LintFinding {
    LintFinding(
      rule: id, severity: severity ?? self.severity, message, at: position, domain: domain.name.value,
      entity: entity, field: field, remedy: remedy, fix: fix)
  }
}

extension Domain {
  /// Roles, scopes and resource groups with their kind.
  var grantingEntities: [(entity: DomainEntity, entry: GrantingEntity)] {
    let lists: [(DomainEntity.Kind, [GrantingEntity])] = [
      (.role, roles), (.resourceGroup, resourceGroups), (.scope, scopes),
    ]
    return lists.flatMap { kind, list in list.map { (DomainEntity(kind, $0.mrn.value), $0) } }
  }

  /// Every list of annotations and what it belongs to.
  var annotationLists: [(entity: DomainEntity, annotations: [Annotation])] {
    grantingEntities.map { ($0.entity, $0.entry.annotations) }
      + groups.map { (DomainEntity(.group, $0.mrn.value), $0.annotations) }
      + zip(entries(.resource), resources).map { ($0.entity, $1.annotations) }
  }

  /// Entries that pick by selectors: operations and resources.
  var selecting: [(entity: DomainEntity, selectors: [Selector])] {
    zip(entries(.operation), operations).map { ($0.entity, $1.selectors) }
      + zip(entries(.resource), resources).map { ($0.entity, $1.selectors) }
  }
}
