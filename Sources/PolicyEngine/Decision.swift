import Rego

/// The answer to one request. Only an engine makes one, and it denies unless the phases grant.
public struct Decision {
  /// Whether the request may pass.
  public let allowed: Bool
  package let identifier: DecisionID
  private let engine: Engine
  private let number: UInt64

  init(_ engine: Engine) {
    allowed = engine.state.pointee.record.isAllowed
    identifier = engine.state.pointee.record.id
    self.engine = engine
    number = engine.state.pointee.number
  }

  /// The identifier in the record (`metadata.id`, `metadata.decision`) and in the header `x-mpe-decision-id`: a UUID.
  public var id: String { identifier.text }

  /// Whether the engine still knows the details: until it begins another decision.
  private var isCurrent: Bool { engine.state.pointee.number == number }

  /// What the phases found, in the order of the record. Empty once the engine began another decision.
  public var references: [DecisionReference] {
    guard isCurrent else { return [] }
    let references = engine.state.pointee.references
    return (0..<references.count).map { DecisionReference(references[$0], engine.snapshot) }
  }

  /// Why, in one line for logs; empty once the engine began another decision.
  public var reason: String {
    guard isCurrent else { return "" }
    switch engine.state.pointee.record.override {
    case .granted(let reason): return "granted by the operation's policy: \(reason.text)"
    case .denied(let reason):
      let detail = references.first { $0.phase == .system }.map(\.summary) ?? ""
      return "denied by the operation's policy: \(reason.text)\(detail)"
    case .none: break
    }
    if allowed { return "granted by all phases" }
    let all = references
    for phase in [Phase.unspecified, .identity, .resource, .scope] {
      let own = all.filter { $0.phase == phase }
      if own.contains(where: \.granted) { continue }
      if own.isEmpty, phase != .identity { continue }
      let details = own.map { "`\($0.id)`\($0.summary)" }.joined(separator: ", ")
      return own.isEmpty ? "denied by \(phase.name): no roles" : "denied by \(phase.name): \(details)"
    }
    return "denied"
  }
}

/// What one entity contributed to a decision.
public struct DecisionReference: Sendable {
  /// The MRN of a role, scope or resource group, or the operation.
  public let id: String
  public let phase: Phase
  /// The policy's MRN, or nil when none was found.
  public let policy: String?
  public let granted: Bool
  public let code: ReasonCode
  /// Why the policy could not decide; empty when it did.
  public let reason: String
  /// How long the policy took.
  public let nanoseconds: Int64

  init(_ entry: ReferenceEntry, _ snapshot: PolicySnapshot) {
    id = entry.id.string ?? ""
    phase = entry.phase
    policy = entry.policy < 0 ? nil : snapshot.policies[entry.policy].mrn.string
    granted = entry.isGranted
    code = entry.code
    reason = entry.reason.string ?? ""
    nanoseconds = entry.nanoseconds
  }

  fileprivate var summary: String { code == .policyOutcome ? "" : " (\(code.name): \(reason))" }
}
