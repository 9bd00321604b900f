/// The answer to one request, with everything that its record says.
public struct Authorization: Sendable {
  /// The operation's policy decided alone.
  public enum Override: Sendable, Equatable {
    /// Why, as records spell it: `PUBLIC`, `VISITOR`, `ANTI_LOCKOUT` or `NOT_GRANTED`.
    case granted(String)
    /// Why, as records spell it: `JWT_REQUIRED`, `OPERATOR_REQUIRED` or `NOT_DENIED`.
    case denied(String)
  }

  /// What one phase came to.
  public struct PhaseOutcome: Sendable {
    public let phase: Phase
    /// Nil where the phase leaves the decision to the others: the operation's policy said 0.
    public let isGranted: Bool?
    public let nanoseconds: Int64
  }

  /// Whether the request may pass.
  public let isAllowed: Bool
  /// A UUID: `metadata.id` of the record.
  public let id: String
  /// Why, in one line for logs.
  public let reason: String
  public let override: Override?
  /// The four phases in order; empty where the request did not get so far.
  public let phases: [PhaseOutcome]
  /// What was evaluated, in the order of the record.
  public let references: [DecisionReference]
  /// The AccessRecord: one JSON object without a line end.
  public let record: String
  /// Whether the audit sink took the record. False for probes, for a sink that wants none, and for one that refused it.
  public let isRecorded: Bool

  init(_ decision: Decision, _ engine: Engine, record: String, isRecorded: Bool) {
    isAllowed = decision.allowed
    id = decision.id
    reason = decision.reason
    references = decision.references
    self.record = record
    self.isRecorded = isRecorded
    let own = engine.state.pointee.record
    override =
      switch own.override {
      case .none: nil
      case .granted(let reason): .granted("\(reason.text)")
      case .denied(let reason): .denied("\(reason.text)")
      }
    phases = Self.phases(own.phases, engine.state.pointee.outcomes)
  }

  private static func phases(_ durations: PhaseDurations?, _ outcomes: PhaseOutcomes) -> [PhaseOutcome] {
    guard let durations else { return [] }
    let system: Bool? =
      switch outcomes.operation.override {
      case .none: nil
      case .granted: true
      case .denied: false
      }
    return [
      PhaseOutcome(phase: .system, isGranted: system, nanoseconds: durations.system),
      PhaseOutcome(phase: .identity, isGranted: outcomes.identity, nanoseconds: durations.identity),
      PhaseOutcome(phase: .resource, isGranted: outcomes.resource, nanoseconds: durations.resource),
      PhaseOutcome(phase: .scope, isGranted: outcomes.scope, nanoseconds: durations.scope),
    ]
  }
}
