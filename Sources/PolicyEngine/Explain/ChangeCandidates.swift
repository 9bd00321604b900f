import PolicyDomain
import Rego

/// The changes that might help the first phase that denies a request.
struct ChangeCandidates {
  private let engine: Engine
  private let policies: PolicyExplainer
  private let factory: ChangeFactory
  private let bounds: ExplanationBounds
  private let nowNanoseconds: Int64
  /// What the policies look at, so that only what may matter is tried.
  private let interests: PolicyInterests
  private(set) var isCut = false
  private var snapshot: PolicySnapshot { engine.snapshot }

  /// - Parameter engine: has just decided about the request.
  init(
    _ engine: Engine, _ policies: PolicyExplainer, _ factory: ChangeFactory, _ bounds: ExplanationBounds,
    _ interests: PolicyInterests
  ) {
    self.engine = engine
    self.policies = policies
    self.factory = factory
    self.bounds = bounds
    self.interests = interests
    nowNanoseconds = engine.state.pointee.record.timestampNanoseconds
  }

  /// The cheapest first.
  mutating func all(for phase: Phase) -> [RequestChange] {
    var found = demands(of: phase)
    switch phase {
    case .system: found += callers() + operationPolicies() + bearers()
    case .identity: found += roles { _ in true } + groups { _ in true }
    case .resource: found += bearers() + resourceGroups()
    case .scope: found += [factory.unlimited] + scopes()
    case .unspecified: break
    }
    var seen: Set<RequestChange.Edit> = []
    return found.filter { seen.insert($0.edit).inserted }.enumerated().sorted {
      ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset)
    }.map(\.element)
  }

  // MARK: Expressions

  /// What the policies of a phase demand.
  private mutating func demands(of phase: Phase) -> [RequestChange] {
    var collector = DemandCollector(factory)
    var asked: Set<Int> = []
    let grants: (Value) -> Bool =
      phase == .system ? { ($0.isNumber ? NumberRange.sign(ofIntegral: $0) ?? -1 : -1) >= 0 } : { $0.isTrue }
    for index in 0..<engine.state.pointee.references.count {
      let reference = engine.state.pointee.references[index]
      guard reference.phase == phase, reference.policy >= 0, asked.insert(reference.policy).inserted else { continue }
      let result = engine.state.pointee.results[reference.policy]
      guard result.failure.isUndefined, !policies.isSpent else {
        isCut = isCut || result.failure.isUndefined
        continue
      }
      policies.follow(
        snapshot.queries[reference.policy], input: engine.state.pointee.record.porc, expecting: result.value,
        nowNanoseconds: nowNanoseconds
      ) { finding in
        if case .account(let account) = finding, let root = account.root { collector.collect(root, grants: grants) }
      }
    }
    return collector.changes
  }

  // MARK: Entities

  private mutating func limited(_ found: [RequestChange]) -> [RequestChange] {
    if found.count > bounds.entitiesMax { isCut = true }
    return Array(found.prefix(bounds.entitiesMax))
  }

  /// Who has no subject may become somebody.
  private mutating func callers() -> [RequestChange] {
    guard factory.isNobody else { return [] }
    // The other phases may ask for somebody in particular.
    let wanted = (demands(of: .identity) + demands(of: .resource)).filter { $0.kind == .principal }
    return [factory.caller] + wanted
  }

  /// Roles and groups that bring annotations, or that policies look at.
  private mutating func bearers() -> [RequestChange] {
    let (readsRoles, readsGroups) = (interests.readsRoles, interests.readsGroups)
    return roles { readsRoles || $0.annotations.count > 0 } + groups { readsGroups || $0.annotations.count > 0 }
  }

  private mutating func roles(_ isWanted: (EntityEntry) -> Bool) -> [RequestChange] {
    var held: Set<Int> = []
    for index in 0..<engine.state.pointee.roles.count { held.insert(engine.state.pointee.roles[index].role) }
    return limited(
      (0..<snapshot.roles.count).filter { !held.contains($0) && snapshot.roles[$0].policy >= 0 }
        .map { snapshot.roles[$0] }.filter(isWanted).prefix(bounds.entitiesMax + 1)
        .map { factory.role($0.mrn.string ?? "") })
  }

  private mutating func groups(_ isWanted: (GroupEntry) -> Bool) -> [RequestChange] {
    var held: Set<String> = []
    for index in 0..<engine.state.pointee.groups.count { held.insert(engine.state.pointee.groups[index].string ?? "") }
    return limited(
      (0..<snapshot.groups.count).map { snapshot.groups[$0] }
        .filter { isWanted($0) && !held.contains($0.mrn.string ?? "") }.prefix(bounds.entitiesMax + 1)
        .map { factory.group($0.mrn.string ?? "") })
  }

  private mutating func scopes() -> [RequestChange] {
    var held: Set<String> = []
    for index in 0..<engine.state.pointee.scopes.count { held.insert(engine.state.pointee.scopes[index].string ?? "") }
    return limited(
      (0..<snapshot.scopes.count).map { snapshot.scopes[$0].mrn.string ?? "" }.filter { !held.contains($0) }
        .prefix(bounds.entitiesMax + 1).map { factory.scope($0) })
  }

  private mutating func resourceGroups() -> [RequestChange] {
    let current = engine.state.pointee.record.porc["resource"]["group"].string ?? ""
    return limited(
      (0..<snapshot.resourceGroups.count)
        .filter { snapshot.resourceGroups[$0].policy >= 0 && snapshot.resourceGroups[$0].mrn.string != current }
        .prefix(bounds.entitiesMax + 1).map { factory.resourceGroup($0) })
  }

  /// The policies of other operations, unless several domains have one for this: then another entry changes nothing.
  private mutating func operationPolicies() -> [RequestChange] {
    let operation = engine.state.pointee.record.operation
    let matching = snapshot.operations.filter { $0.selectors.firstMatch(operation) >= 0 }
    guard matching.count < 2, operation.count > 0 else { return [] }
    var known: Set<Int> = []
    var found: [RequestChange] = []
    for case .policy(let index) in snapshot.operations.flatMap(\.policies) where known.insert(index).inserted {
      found.append(factory.operationPolicy(index))
      if found.count > bounds.entitiesMax { break }
    }
    return limited(found)
  }
}

/// Which claims the policies of a snapshot look at themselves.
struct PolicyInterests {
  let readsRoles: Bool
  let readsGroups: Bool

  init(_ bundles: BundleSet) {
    let texts = bundles.domains.flatMap { $0.policies.map(\.rego) + $0.libraries.map(\.rego) }.map(\.text)
    readsRoles = texts.contains { $0.contains("mroles") }
    readsGroups = texts.contains { $0.contains("mgroups") }
  }
}
