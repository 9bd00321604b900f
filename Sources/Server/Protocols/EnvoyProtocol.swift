internal import ExtAuthz
internal import NIOCore
internal import PolicyEngine

/// Envoy's authorization service: ``CheckService`` over gRPC.
enum EnvoyProtocol {
  static func listen(at addresses: [ListenAddress], _ serving: Serving) async throws(ServerError) -> Listener {
    let configuration = serving.configuration
    return try await Listener.grpc(
      at: addresses, configuration.listener, on: serving.group, budget: serving.budget, logger: serving.logger
    ) { loop in
      let room = LoopWaitingRoom(loop, pool: serving.pool) { service($0, configuration, waitingRoom: nil) }
      guard let worker = serving.workers.value(of: loop) else {
        preconditionFailure("INVARIANT: every event loop has a worker")
      }
      return service(worker.point, configuration, waitingRoom: room)
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
