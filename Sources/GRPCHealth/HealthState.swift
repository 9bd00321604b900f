/// What gRPC's health service says about a service.
package enum HealthState: Int32, Sendable {
  case unknown = 0
  case serving = 1
  case notServing = 2
  case serviceUnknown = 3

  /// As the protocol names it.
  package var name: String {
    switch self {
    case .unknown: "UNKNOWN"
    case .serving: "SERVING"
    case .notServing: "NOT_SERVING"
    case .serviceUnknown: "SERVICE_UNKNOWN"
    }
  }
}
