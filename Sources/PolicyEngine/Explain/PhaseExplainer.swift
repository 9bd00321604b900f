import PolicyDomain
import Rego

/// Says which entities the phases of a decision asked, and how the request came to them.
struct PhaseExplainer {
  private let engine: Engine
  private let policies: PolicyExplainer
  private let presentation: ValuePresentation
  private let porc: Value
  private var snapshot: PolicySnapshot { engine.snapshot }
  private var bundles: BundleSet { engine.snapshot.bundles }
  private(set) var problems: [String] = []
  /// One policy often stands behind many entities.
  private var explained: [Int: PolicyExplanation] = [:]

  /// - Parameters:
  ///   - engine: has just decided.
  ///   - porc: what it decided about.
  init(_ engine: Engine, _ policies: PolicyExplainer, porc: Value) {
    self.engine = engine
    self.policies = policies
    self.porc = porc
    presentation = policies.presentation
  }

  /// The phases of the decision.
  mutating func phases() -> [PhaseExplanation] {
    let outcome = DecisionOutcome(engine)
    var entities: [Phase: [EntityExplanation]] = [:]
    for index in 0..<engine.state.pointee.references.count {
      let reference = engine.state.pointee.references[index]
      entities[reference.phase, default: []].append(entity(reference))
    }
    return [Phase.system, .identity, .resource, .scope].map { phase in
      let own = entities[phase] ?? []
      let result = self.outcome(of: phase, outcome)
      return PhaseExplanation(
        phase: phase, outcome: result, summary: summary(of: phase, result, own), entities: own)
    }
  }

  private func outcome(of phase: Phase, _ decision: DecisionOutcome) -> PhaseExplanation.Outcome {
    if phase == .system {
      switch engine.state.pointee.record.override {
      case .none: return .deferred
      case .granted: return .granted
      case .denied: return .denied
      }
    }
    if decision.isOverridden { return .overridden }
    return decision.failing.contains(phase) ? .denied : .granted
  }

  private func summary(
    of phase: Phase, _ outcome: PhaseExplanation.Outcome, _ entities: [EntityExplanation]
  ) -> String {
    let granting = entities.filter(\.granted).count
    switch (phase, outcome) {
    case (.system, .deferred): return "the operation's policy leaves it to the other phases"
    case (.system, .granted), (.system, .denied): return overrideText
    case (_, .overridden): return "does not count: the operation's policy decided"
    case (.identity, .granted): return "a role grants (\(granting) of \(entities.count))"
    case (.identity, _):
      return entities.isEmpty ? "the request has no roles" : "no role grants (\(entities.count) asked)"
    case (.resource, .granted): return "the resource's group grants"
    case (.resource, _): return "the resource's group does not grant"
    case (.scope, .granted) where entities.isEmpty:
      return engine.state.pointee.scopes.count == 0
        ? "the request is not limited to scopes" : "the scope `mrn:iam:scope:api` passes in any case"
    case (.scope, .granted): return "a scope grants (\(granting) of \(entities.count))"
    case (.scope, _): return "no scope grants (\(entities.count) asked)"
    default: return ""
    }
  }

  private var overrideText: String {
    switch engine.state.pointee.record.override {
    case .none: ""
    case .granted(let reason): "the operation's policy grants by itself (\(reason.text))"
    case .denied(let reason): "the operation's policy denies by itself (\(reason.text))"
    }
  }

  // MARK: Entities

  private mutating func entity(_ reference: ReferenceEntry) -> EntityExplanation {
    let id = reference.id.string ?? ""
    var result = EntityExplanation(
      kind: .operation, id: id, granted: reference.isGranted, code: reference.code)
    switch reference.phase {
    case .system: describe(operation: reference.id, &result)
    case .identity: describe(identity: id, reference, &result)
    case .resource: describe(resourceGroup: id, reference, &result)
    case .scope:
      result.kind = .scope
      result.ways = ["limits the request"]
      result.position = position(.scope, id)
    case .unspecified: break
    }
    if reference.code != .policyOutcome { result.failure = reference.reason.string.map { presentation.text($0) } }
    if reference.policy >= 0 { result.policy = policy(reference.policy, granted: reference.isGranted) }
    return result
  }

  private func describe(operation: Value, _ result: inout EntityExplanation) {
    for (domain, routes) in snapshot.operations.enumerated() {
      let match = routes.selectors.firstMatch(operation)
      guard match >= 0 else { continue }
      let entry = bundles.domains[domain].operations[match]
      result.position = entry.position
      result.selector = selector(entry.selectors, entry.name?.value, matching: operation)
      result.ways.append("by selector `\(result.selector?.pattern ?? "")`")
    }
  }

  private func describe(identity id: String, _ reference: ReferenceEntry, _ result: inout EntityExplanation) {
    if reference.reason.string == "group not found" {
      result.kind = .group
      return
    }
    result.kind = .role
    result.position = position(.role, id)
    if porc["principal"]["mroles"].items.contains(where: { $0.string == id }) { result.ways.append("direct") }
    for index in 0..<engine.state.pointee.groups.count {
      let group = snapshot.groups.find(engine.state.pointee.groups[index])
      guard group >= 0 else { continue }
      let entry = snapshot.groups[group]
      let brings = (0..<entry.roleCount).contains { Value.equal(entry.roles[$0].mrn, reference.id) }
      if brings { result.ways.append("by group `\(entry.mrn.string ?? "")`") }
    }
  }

  private func describe(resourceGroup id: String, _ reference: ReferenceEntry, _ result: inout EntityExplanation) {
    result.kind = .resourceGroup
    result.position = position(.resourceGroup, id)
    let resource = porc["resource"]
    guard resource.tag == .string else {
      result.ways = [resource.tag == .object ? "given by the request" : "the request names no resource"]
      return
    }
    if case .resource = engine.environment.resolveResource?(resource.string ?? "") ?? .unknown {
      result.ways = ["known to the host"]
      return
    }
    for (domain, routes) in snapshot.resources.enumerated() {
      let match = routes.selectors.firstMatch(resource)
      guard match >= 0 else { continue }
      let entry = bundles.domains[domain].resources[match]
      result.selector = selector(entry.selectors, entry.name?.value, matching: resource)
      result.ways = ["by selector `\(result.selector?.pattern ?? "")`"]
      return
    }
    if snapshot.defaultGroup >= 0 { result.ways = ["default: no selector matches `\(resource.string ?? "")`"] }
  }

  private func selector(_ selectors: [Selector], _ name: String?, matching text: Value) -> SelectorExplanation? {
    selectors.first { $0.matches(text.utf8) }.map {
      SelectorExplanation(entry: name ?? "", pattern: $0.pattern.value, position: $0.pattern.position)
    }
  }

  private func position(_ kind: DomainEntity.Kind, _ mrn: String) -> SourcePosition? {
    guard let place = bundles.find(kind, mrn) else { return nil }
    let domain = bundles.domains[place.domain]
    switch kind {
    case .role: return domain.roles[place.index].position
    case .scope: return domain.scopes[place.index].position
    case .resourceGroup: return domain.resourceGroups[place.index].position
    default: return nil
    }
  }

  // MARK: Policies

  private mutating func policy(_ index: Int, granted: Bool) -> PolicyExplanation {
    if let known = explained[index] { return known }
    let module = bundles.policy(snapshot.policyPlaces[index])
    let result = engine.state.pointee.results[index]
    var found = PolicyExplanation(mrn: module.mrn.value, position: module.position)
    found.value = presentation.text(result.value)
    if policies.isSpent {
      found.note = "not followed: so many policies are involved that the bound on them is reached"
    } else if result.failure.isUndefined {
      let record = engine.state.pointee.record
      let problem = policies.follow(
        snapshot.queries[index], input: record.porc, expecting: result.value,
        nowNanoseconds: record.timestampNanoseconds
      ) { finding -> String? in
        switch finding {
        case .account(let account): found = policies.explain(policy: index, account, granted: granted)
        case .unfollowed(let why): found.note = "this evaluation cannot be followed: \(presentation.text(why))"
        case .disagreement(let other):
          found.note = "this evaluation cannot be followed: see the internal errors"
          return
            "policy `\(module.mrn.value)` gives \(found.value ?? "undefined") in the decision, but \(other) when it "
            + "is followed step by step"
        }
        return nil
      }
      if let problem { problems.append(problem) }
    }
    explained[index] = found
    return found
  }
}

/// What a decision came to, phase by phase.
struct DecisionOutcome {
  let isAllowed: Bool
  /// Whether the operation's policy decided alone.
  let isOverridden: Bool
  /// The phases that do not grant, in their order; also those that do not count.
  let failing: [Phase]

  /// - Parameter engine: has just decided.
  init(_ engine: Engine) {
    let record = engine.state.pointee.record
    isAllowed = record.isAllowed
    var failing: [Phase] = []
    switch record.override {
    case .none: isOverridden = false
    case .granted: isOverridden = true
    case .denied:
      isOverridden = true
      failing.append(.system)
    }
    var granting: Set<Phase> = []
    var asked: Set<Phase> = []
    for index in 0..<engine.state.pointee.references.count {
      let reference = engine.state.pointee.references[index]
      asked.insert(reference.phase)
      if reference.isGranted { granting.insert(reference.phase) }
    }
    if !granting.contains(.identity) { failing.append(.identity) }
    if !granting.contains(.resource) { failing.append(.resource) }
    // `mrn:iam:scope:api` passes without being asked.
    if asked.contains(.scope), !granting.contains(.scope) { failing.append(.scope) }
    self.failing = failing
  }
}
