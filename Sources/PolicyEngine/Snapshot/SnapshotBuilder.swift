import PolicyDomain
import Rego

/// Builds the tables of a snapshot.
struct SnapshotBuilder {
  let bundles: BundleSet
  let symbols = SymbolTable()
  let names: WellKnown
  private let options: PolicySnapshot.Options
  private(set) var failures: [String] = []
  private(set) var findings: [DomainDiagnostic] = []
  private(set) var policies: [PolicyEntry] = []
  private(set) var queries: [PreparedQuery] = []
  /// Where each policy is written.
  private(set) var policyPlaces: [BundleSet.Place] = []
  private(set) var traceQueries: [PreparedQuery?] = []
  private(set) var mappers: [CompiledMapper] = []
  /// Where each mapper is written.
  private(set) var mapperPlaces: [BundleSet.Place] = []
  private(set) var operations: [OperationRoutes] = []
  private(set) var resources: [ResourceRoutes] = []
  private(set) var defaultGroup = -1
  private(set) var roles: EntityTable<EntityEntry>
  private(set) var scopes: EntityTable<EntityEntry>
  private(set) var resourceGroups: EntityTable<EntityEntry>
  private(set) var groups: EntityTable<GroupEntry>
  private var policyIndex: [BundleSet.Place: Int] = [:]
  private var roleIndex: [BundleSet.Place: Int] = [:]
  private var resourceGroupIndex: [BundleSet.Place: Int] = [:]

  init(_ bundles: BundleSet, _ options: PolicySnapshot.Options) {
    self.bundles = bundles
    self.options = options
    names = WellKnown(symbols)
    roles = EntityTable([], keys: [], in: symbols)
    scopes = roles
    resourceGroups = roles
    groups = EntityTable([], keys: [], in: symbols)
  }

  // MARK: Compiling

  /// Compiles all Rego, and notes everything that fails.
  mutating func compile() {
    var rego = Compiler(symbols: symbols, builtins: options.builtins.removing(options.unsafeBuiltins))
    rego.version = options.version
    rego.capabilities = options.capabilities
    rego.refusedBuiltins = options.refusedBuiltins
    var compiler = PolicyCompiler(
      bundles, compiler: rego, isTraced: options.isTraced, betweenModules: options.betweenModules)
    for (index, domain) in bundles.domains.enumerated() {
      for (place, library) in domain.libraries.enumerated() where isCurrent(.library, library.mrn.value, index, place) {
        compiler.check(library, in: index)
      }
      for (place, policy) in domain.policies.enumerated() where isCurrent(.policy, policy.mrn.value, index, place) {
        guard let (query, traceQuery, fingerprint) = compiler.policy(policy, in: index) else { continue }
        policyIndex[BundleSet.Place(domain: index, index: place)] = policies.count
        policyPlaces.append(BundleSet.Place(domain: index, index: place))
        policies.append(
          PolicyEntry(mrn: policy.mrn.value, fingerprint: Fingerprint.base64(fingerprint), in: symbols))
        queries.append(query)
        traceQueries.append(traceQuery)
      }
      for (place, mapper) in domain.mappers.enumerated() {
        guard let (query, traceQuery) = compiler.mapper(mapper, in: index) else { continue }
        mapperPlaces.append(BundleSet.Place(domain: index, index: place))
        mappers.append(
          CompiledMapper(
            domain: domain.name.value, name: mapper.name?.value ?? "", query: query, traceQuery: traceQuery,
            selectors: SelectorIndex([mapper.selectors], in: symbols),
            brokenSelectors: mapper.brokenSelectors.map(\.description)))
      }
    }
    failures = compiler.failures
    findings = compiler.findings
  }

  /// Of several definitions with one MRN in a domain only the last counts.
  private func isCurrent(_ kind: DomainEntity.Kind, _ mrn: String, _ domain: Int, _ place: Int) -> Bool {
    bundles.find(kind, mrn, in: domain)?.index == place
  }

  // MARK: Linking

  /// Resolves every reference between entities.
  mutating func link() {
    (resourceGroups, resourceGroupIndex) = table(.resourceGroup, \.resourceGroups)
    (roles, roleIndex) = table(.role, \.roles)
    (scopes, _) = table(.scope, \.scopes)
    linkGroups()
    findDefaultGroup()
    for (index, domain) in bundles.domains.enumerated() {
      operations.append(
        OperationRoutes(
          selectors: SelectorIndex(domain.operations.map(\.selectors), in: symbols),
          policies: domain.operations.map { operationPolicy($0.policy.value, from: index) }))
      resources.append(
        ResourceRoutes(
          selectors: SelectorIndex(domain.resources.map(\.selectors), in: symbols),
          entries: domain.resources.map { resourceEntry($0, from: index) }))
    }
  }

  /// What a reference leads to; an empty one may still be the MRN of something.
  private func place(_ reference: String, _ kind: DomainEntity.Kind, from domain: Int) -> BundleSet.Place? {
    if reference.isEmpty { return bundles.find(kind, "", in: domain) ?? bundles.find(kind, "") }
    return try? bundles.resolve(reference, kind, from: domain)
  }

  private func policy(_ reference: String, from domain: Int) -> Int {
    place(reference, .policy, from: domain).flatMap { policyIndex[$0] } ?? -1
  }

  private func table(
    _ kind: DomainEntity.Kind, _ section: KeyPath<Domain, [GrantingEntity]>
  ) -> (EntityTable<EntityEntry>, [BundleSet.Place: Int]) {
    var entries: [EntityEntry] = []
    var index: [BundleSet.Place: Int] = [:]
    for (domainIndex, domain) in bundles.domains.enumerated() {
      for (place, entity) in domain[keyPath: section].enumerated()
      where isCurrent(kind, entity.mrn.value, domainIndex, place) {
        index[BundleSet.Place(domain: domainIndex, index: place)] = entries.count
        entries.append(
          EntityEntry(
            mrn: symbols.intern(entity.mrn.value), policy: policy(entity.policy.value, from: domainIndex),
            annotations: AnnotationList(entity.annotations, in: symbols)))
      }
    }
    return (EntityTable(entries, keys: entries.map(\.mrn), in: symbols), index)
  }

  private mutating func linkGroups() {
    var entries: [GroupEntry] = []
    for (domainIndex, domain) in bundles.domains.enumerated() {
      for (place, group) in domain.groups.enumerated() where isCurrent(.group, group.mrn.value, domainIndex, place) {
        let claims = symbols.arena.allocate(RoleClaim.self, count: max(1, group.roles.count))
        for (position, reference) in group.roles.enumerated() {
          let role = self.place(reference.value, .role, from: domainIndex).flatMap { roleIndex[$0] } ?? -1
          claims[position] = RoleClaim(mrn: role < 0 ? symbols.intern(reference.value) : roles[role].mrn, role: role)
        }
        entries.append(
          GroupEntry(
            mrn: symbols.intern(group.mrn.value), roles: claims, roleCount: group.roles.count,
            annotations: AnnotationList(group.annotations, in: symbols)))
      }
    }
    groups = EntityTable(entries, keys: entries.map(\.mrn), in: symbols)
  }

  private mutating func findDefaultGroup() {
    for (domainIndex, domain) in bundles.domains.enumerated() {
      for (place, group) in domain.resourceGroups.enumerated()
      where group.isDefault && isCurrent(.resourceGroup, group.mrn.value, domainIndex, place) {
        defaultGroup = resourceGroupIndex[BundleSet.Place(domain: domainIndex, index: place)] ?? -1
        return
      }
    }
  }

  /// The annotations of resources that only have the default group.
  func defaultAnnotations() -> (object: Value, unrepresentable: Value) {
    guard defaultGroup >= 0 else { return (.undefined, .undefined) }
    var merged = AnnotationAccumulator(symbols.arena, top: .undefined)
    merged.addBelow(resourceGroups[defaultGroup].annotations)
    let object = merged.finish()
    return (object.isUndefined ? object : symbols.adopt(object), merged.unrepresentableName(in: object))
  }

  private func operationPolicy(_ reference: String, from domain: Int) -> OperationPolicy {
    if reference.isEmpty { return .unresolved("empty reference") }
    let index = policy(reference, from: domain)
    return index < 0 ? .unresolved("policy not found(code-NOTFOUND_ERROR)") : .policy(index)
  }

  private func resourceEntry(_ rule: ResourceRule, from domain: Int) -> ResourceEntry {
    let group = place(rule.group.value, .resourceGroup, from: domain).flatMap { resourceGroupIndex[$0] } ?? -1
    var merged = AnnotationAccumulator(symbols.arena, top: .undefined)
    merged.addBelow(AnnotationList(rule.annotations, in: symbols))
    if group >= 0 { merged.addBelow(resourceGroups[group].annotations) }
    return ResourceEntry(
      group: group < 0 ? symbols.intern(rule.group.value) : resourceGroups[group].mrn, groupIndex: group,
      merged: merged, in: symbols)
  }
}

extension ResourceEntry {
  fileprivate init(group: Value, groupIndex: Int, merged: AnnotationAccumulator, in symbols: SymbolTable) {
    let annotations = merged.finish()
    let unrepresentable = merged.unrepresentableName(in: annotations)
    self.init(
      group: group, groupIndex: groupIndex,
      annotations: annotations.isUndefined ? annotations : symbols.adopt(annotations),
      unrepresentable: unrepresentable)
  }
}
