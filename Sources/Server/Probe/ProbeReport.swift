internal import GRPCHealth

/// What came of asking after health.
package struct ProbeReport: Sendable, Equatable {
  /// As gRPC's health service names it; nil when nobody said.
  package let state: String?
  /// What is wrong, and what to do; nil when all is well.
  package let problem: String?
  /// Whether something answers there, but by HTTP/1.
  package var speaksHTTP1 = false

  static let serving = ProbeReport(state: HealthState.serving.name, problem: nil)

  static func failed(_ problem: String) -> ProbeReport { ProbeReport(state: nil, problem: problem) }
}
