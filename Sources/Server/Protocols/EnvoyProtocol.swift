internal import ExtAuthz
internal import GRPCHealth
internal import HTTP2
internal import NIOCore
internal import PolicyEngine

/// Envoy's authorization service, ``CheckService``, over gRPC, and beside it gRPC's health service.
enum EnvoyProtocol {
  /// What the health service knows it by.
  static let serviceName = "envoy.service.auth.v3.Authorization"

  static func listen(at addresses: [ListenAddress], _ serving: Serving) async throws(ServerError) -> Listener {
    let configuration = serving.configuration
    return try await Listener.grpc(
      at: addresses, configuration.listener, on: serving.group, budget: serving.budget, logger: serving.logger
    ) { loop in
      let room = LoopWaitingRoom(loop, pool: serving.pool) { service($0, configuration, waitingRoom: nil) }
      guard let worker = serving.workers.value(of: loop) else {
        preconditionFailure("INVARIANT: every event loop has a worker")
      }
      // Policies are in force before anything listens.
      let health = HealthService(services: [serviceName]) { [stage = serving.stage] in !stage.isDraining }
      return CallHandlers(service(worker.point, configuration, waitingRoom: room), health)
    }
  }

  private static func service(
    _ point: DecisionPoint, _ configuration: PolicyServerConfiguration, waitingRoom: LoopWaitingRoom?
  ) -> CheckService {
    let decider = PolicyDecider(
      point, deniesAmbiguous: configuration.deniesAmbiguous, deniesWithoutRecord: configuration.deniesWithoutRecord)
    return CheckService(
      decider: decider, echoesAttributes: configuration.echoesAttributes, waitingRoom: waitingRoom)
  }
}
