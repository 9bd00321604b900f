internal import Logging
internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The sockets of one protocol, whose connections are spread evenly over the event loops. They are accepted on one loop
/// and handed to the others in turn: with the few, long-lived connections of a proxy, a socket a loop and the kernel's
/// hash would leave some loops idle.
package final class Listener: Sendable {
  /// Makes a new connection speak its protocol, on its loop.
  typealias Accept = @Sendable (any Channel, LoopConnections) throws -> Void

  private let sockets: [BoundSocket]
  private let connections: PerLoop<LoopConnections>
  private let budget: ConnectionBudget

  private init(_ sockets: [BoundSocket], _ connections: PerLoop<LoopConnections>, _ budget: ConnectionBudget) {
    self.sockets = sockets
    self.connections = connections
    self.budget = budget
  }

  /// Where it listens, with the ports that the system chose.
  package var addresses: [ListenAddress] { sockets.map(\.address) }

  /// Connections that are open now, those of other listeners with the same budget included.
  package var connectionCount: Int { budget.count }

  /// Binds every address and serves at once; binds none when one cannot be bound.
  static func bind(
    _ addresses: [ListenAddress], _ configuration: ListenerConfiguration, on group: any EventLoopGroup,
    budget: ConnectionBudget, logger: Logger, accept: @escaping Accept
  ) async throws(ServerError) -> Listener {
    let connections: PerLoop<LoopConnections>
    do {
      connections = try await PerLoop(group) { LoopConnections(eventLoop: $0, idleTimeout: configuration.idleTimeout) }
    } catch {
      throw ServerError(code: .failed, message: "cannot start event loops: \(error)", cause: error)
    }
    let bootstrap = bootstrap(configuration, group, connections, budget, logger, accept)
    var sockets: [BoundSocket] = []
    for address in addresses {
      do throws(ServerError) { sockets.append(try await BoundSocket.bind(address, bootstrap)) } catch {
        for socket in sockets { await socket.close() }
        await connections.onEach { $0.stopSweeping() }
        throw error
      }
    }
    return Listener(sockets, connections, budget)
  }

  private static func bootstrap(
    _ configuration: ListenerConfiguration, _ group: any EventLoopGroup, _ connections: PerLoop<LoopConnections>,
    _ budget: ConnectionBudget, _ logger: Logger, _ accept: @escaping Accept
  ) -> ServerBootstrap {
    var bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard budget.take() else {
            logger.warning("connection refused: \(configuration.connectionsMax) are open, see `--max-connections`")
            throw ChannelError.operationUnsupported
          }
          channel.closeFuture.whenComplete { _ in budget.release() }
          guard let own = connections.value(of: channel.eventLoop) else { throw ChannelError.operationUnsupported }
          try accept(channel, own)
        }
      }
    if configuration.sharesPort {
      let reusePort = NIOBSDSocket.Option(rawValue: SO_REUSEPORT)
      bootstrap = bootstrap.serverChannelOption(.socketOption(reusePort), value: 1)
    }
    return bootstrap
  }

  /// Takes no more connections, and tells the peers of those there are.
  func announceShutdown() async {
    for socket in sockets { await socket.close() }
    await connections.onEach { $0.announceShutdown() }
  }

  /// Serves only what is in flight. Returns when the last connection is gone.
  func finishShutdown() async {
    await connections.finishOnEach { $0.finishShutdown() }
    await connections.onEach { $0.stopSweeping() }
  }

  /// Closes every connection at once.
  package func abort() { connections.executeOnEach { $0.abort() } }
}
