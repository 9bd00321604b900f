package import HTTP2
package import Logging
package import NIOCore

extension Listener {
  /// Binds and serves gRPC at once.
  /// - Parameter makeHandler: called once on each event loop; the handler is used on that loop alone.
  package static func grpc(
    at addresses: [ListenAddress], _ configuration: ListenerConfiguration, on group: any EventLoopGroup,
    logger: Logger, makeHandler: @escaping @Sendable (any EventLoop) -> any CallHandler
  ) async throws(ServerError) -> Listener {
    let budget = ConnectionBudget(configuration.connectionsMax)
    return try await grpc(at: addresses, configuration, on: group, budget: budget, logger: logger, makeHandler)
  }

  static func grpc(
    at addresses: [ListenAddress], _ configuration: ListenerConfiguration, on group: any EventLoopGroup,
    budget: ConnectionBudget, logger: Logger, _ makeHandler: @escaping @Sendable (any EventLoop) -> any CallHandler
  ) async throws(ServerError) -> Listener {
    let sessions: PerLoop<SessionMaker>
    do { sessions = try await PerLoop(group) { SessionMaker(configuration.session, makeHandler($0)) } } catch {
      throw ServerError(code: .failed, message: "cannot start event loops: \(error)", cause: error)
    }
    return try await bind(addresses, configuration, on: group, budget: budget, logger: logger) { channel, connections in
      guard let own = sessions.value(of: channel.eventLoop) else { throw ChannelError.operationUnsupported }
      let handler = ConnectionHandler(own, connections: connections, logger: logger)
      try channel.pipeline.syncOperations.addHandler(handler)
    }
  }
}
