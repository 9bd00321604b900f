package import PolicyEngine

/// What a Check is answered. There is no empty one: Envoy takes an empty CheckResponse for permission, so an answer is
/// made of a decision, or names a fault.
package enum CheckOutcome: Sendable, Equatable {
  case allowed(DecisionID)
  case denied(DecisionID)
  case fault(CheckFault)

  package init(_ decision: Decision) {
    self = decision.allowed ? .allowed(decision.identifier) : .denied(decision.identifier)
  }
}

/// A fault of ours, which Envoy counts as an error and treats as its `failure_mode_allow` says. Never for what a
/// request or a policy can cause, unless the operator asks for that: a sender could open the door by it.
package enum CheckFault: Sendable {
  /// No policy is loaded.
  case notReady
  case overloaded
  case draining
  /// Envoy's deadline passed before the decision.
  case deadlinePassed
  /// The decision failed, and `--on-error error` asks for an error instead of a denial.
  case failed

  /// The code of google.rpc.Status.
  var code: UInt64 {
    switch self {
    case .notReady, .draining: 14
    case .overloaded: 8
    case .deadlinePassed: 4
    case .failed: 13
    }
  }

  var httpStatus: UInt64 {
    switch self {
    case .notReady, .overloaded, .draining: 503
    case .deadlinePassed: 504
    case .failed: 500
    }
  }

  var body: StaticString {
    switch self {
    case .notReady: "no policy is loaded"
    case .overloaded: "too many decisions at once"
    case .draining: "the server is stopping"
    case .deadlinePassed: "the deadline passed before the decision"
    case .failed: "the decision failed"
    }
  }
}
