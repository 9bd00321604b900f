/// Why a reference of an AccessRecord came out as it did.
public enum ReasonCode: UInt8, Sendable, BitwiseCopyable {
  /// The policy decided.
  case policyOutcome = 0
  case compilation = 1
  case notFound = 2
  case network = 3
  case evaluation = 4
  case invalidParameter = 5
  case unknown = 100

  /// As records spell it.
  public var name: String { "\(text)" }

  var text: StaticString {
    switch self {
    case .policyOutcome: "POLICY_OUTCOME"
    case .compilation: "COMPILATION_ERROR"
    case .notFound: "NOTFOUND_ERROR"
    case .network: "NETWORK_ERROR"
    case .evaluation: "EVALUATION_ERROR"
    case .invalidParameter: "INVALPARAM_ERROR"
    case .unknown: "UNKNOWN_ERROR"
    }
  }
}

/// The four parts of a decision.
public enum Phase: UInt8, Sendable, BitwiseCopyable {
  /// Before any of them: the mapper failed.
  case unspecified = 0
  case system, identity, resource, scope

  /// As records spell it.
  public var name: String { "\(text)" }

  var text: StaticString {
    switch self {
    case .unspecified: "UNSPECIFIED"
    case .system: "SYSTEM"
    case .identity: "IDENTITY"
    case .resource: "RESOURCE"
    case .scope: "SCOPE"
    }
  }
}
