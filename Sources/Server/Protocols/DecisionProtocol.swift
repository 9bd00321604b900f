internal import NIOCore

/// What decisions are asked for by. A protocol more is a case here, a line in `listen`, and a file beside this one.
package enum DecisionProtocol: String, CaseIterable, Sendable {
  /// PORCs by HTTP and JSON.
  case generic
  /// Envoy's authorization service, by gRPC.
  case envoy

  /// Whether requests become PORCs by a mapper, so that there must be one.
  package var needsMapper: Bool {
    switch self {
    case .generic: false
    case .envoy: true
    }
  }

  /// Binds and serves at once.
  func listen(at addresses: [ListenAddress], _ serving: Serving) async throws(ServerError) -> Listener {
    switch self {
    case .generic: try await GenericProtocol.listen(at: addresses, serving)
    case .envoy: try await EnvoyProtocol.listen(at: addresses, serving)
    }
  }
}
