package import HTTP2
package import Logging
package import NIOCore
internal import NIOPosix

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// One listening socket whose connections are spread evenly over the event loops. It is accepted on one loop and
/// handed to the others in turn: with the few, long-lived connections of a proxy, a socket a loop and the kernel's hash
/// would leave some loops idle.
package final class Listener: Sendable {
  private let configuration: ListenerConfiguration
  private let logger: Logger
  private let channel: any Channel
  private let loops: Loops
  private let budget: ConnectionBudget

  /// The port that is bound, also when the system chose it.
  package let port: Int

  private init(
    _ configuration: ListenerConfiguration, _ logger: Logger, _ channel: any Channel, _ loops: Loops,
    _ budget: ConnectionBudget
  ) {
    self.configuration = configuration
    self.logger = logger
    self.channel = channel
    self.loops = loops
    self.budget = budget
    self.port = channel.localAddress?.port ?? configuration.port
  }

  /// How long calls in flight may take from the start of the drain.
  var drainTimeout: TimeAmount { configuration.drainTimeout }

  /// Connections that are open now.
  package var connectionCount: Int { budget.count }

  /// Binds and serves at once.
  /// - Parameter makeHandler: called once on each event loop; the handler is used on that loop alone.
  package static func bind(
    _ configuration: ListenerConfiguration, on group: any EventLoopGroup, logger: Logger,
    makeHandler: @escaping @Sendable (any EventLoop) -> any CallHandler
  ) async throws(ServerError) -> Listener {
    do {
      let loops = try await Loops(group, configuration, makeHandler)
      let budget = ConnectionBudget(configuration.connectionsMax)
      let bootstrap = bootstrap(configuration, group, loops, budget, logger)
      let channel = try await bind(bootstrap, configuration)
      return Listener(configuration, logger, channel, loops, budget)
    } catch {
      throw .cannotListen(configuration, error)
    }
  }

  private static func bind(_ bootstrap: ServerBootstrap, _ configuration: ListenerConfiguration) async throws
    -> any Channel
  {
    if let host = configuration.host { return try await bootstrap.bind(host: host, port: configuration.port).get() }
    do {
      return try await bootstrap.bind(host: "::", port: configuration.port).get()
    } catch let error as IOError where error.isForUnsupportedFamily {
      return try await bootstrap.bind(host: "0.0.0.0", port: configuration.port).get()
    }
  }

  private static func bootstrap(
    _ configuration: ListenerConfiguration, _ group: any EventLoopGroup, _ loops: Loops, _ budget: ConnectionBudget,
    _ logger: Logger
  ) -> ServerBootstrap {
    var bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard budget.take() else {
            logger.warning("connection refused: \(configuration.connectionsMax) are open, see `--max-connections`")
            throw ChannelError.operationUnsupported
          }
          channel.closeFuture.whenComplete { _ in budget.release() }
          let handler = ConnectionHandler(connections: try loops.connections(of: channel.eventLoop), logger: logger)
          try channel.pipeline.syncOperations.addHandler(handler)
        }
      }
    if configuration.sharesPort {
      let reusePort = NIOBSDSocket.Option(rawValue: SO_REUSEPORT)
      bootstrap = bootstrap.serverChannelOption(.socketOption(reusePort), value: 1)
    }
    return bootstrap
  }

  /// Closes every connection at once.
  package func abort() { loops.abort() }

  /// Stops gracefully: closes the port, tells the peers, serves what still comes for the gap, then only what is in
  /// flight, until the deadline.
  package func drain() async {
    try? await channel.close().get()
    await loops.onEach { $0.announceShutdown() }
    try? await Task.sleep(for: .nanoseconds(configuration.drainGap.nanoseconds))
    let deadline = channel.eventLoop.scheduleTask(in: max(configuration.drainTimeout - configuration.drainGap, .zero)) {
      [loops, logger, budget] in
      logger.warning("\(budget.count) connections are closed with calls in flight, see `--drain-timeout`")
      loops.abort()
    }
    await loops.finishShutdown()
    deadline.cancel()
    await loops.onEach { $0.stopSweeping() }
  }
}
