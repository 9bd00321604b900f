package import NIOCore
internal import NIOHTTP1
internal import NIOPosix

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Asks a running server after its health, once.
package enum HealthProbe {
  /// Connects, asks, and has the answer in time or says that there was none.
  /// - Parameters:
  ///   - service: what gRPC's health service is asked about; empty is the server as a whole.
  ///   - timeout: for all of it, the look-up of the host's name included.
  package static func run(_ target: ProbeTarget, service: String, timeout: TimeAmount) async -> ProbeReport {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    let answer = loop.makePromise(of: ProbeReport.self)
    let deadline = loop.scheduleTask(in: timeout) {
      answer.succeed(.failed("`\(target)` did not answer in time; look at its log, or raise `--timeout`"))
    }
    let connected = connect(
      to: target,
      ClientBootstrap(group: group).connectTimeout(timeout).channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          switch target {
          case .grpc:
            let handler = try GRPCProbeHandler(target, service: service, timeout: timeout, answer)
            try channel.pipeline.syncOperations.addHandler(handler)
          case .http(let host, let port, let path):
            try channel.pipeline.syncOperations.addHTTPClientHandlers()
            let handler = HTTPProbeHandler(target, host: AdminPlace.text(host: host, port: port), path: path, answer)
            try channel.pipeline.syncOperations.addHandler(handler)
          }
        }
      }, on: loop)
    connected.whenFailure { answer.succeed(.failed(problem(of: target, $0))) }
    let report = (try? await answer.futureResult.get()) ?? .failed("`\(target)` was not asked")
    deadline.cancel()
    try? await group.shutdownGracefully()
    return report
  }

  private static func connect(
    to target: ProbeTarget, _ bootstrap: ClientBootstrap, on loop: any EventLoop
  ) -> EventLoopFuture<any Channel> {
    switch target {
    case .http(let host, let port, _), .grpc(.tcp(let host?, let port)): bootstrap.connect(host: host, port: port)
    case .grpc(.tcp(nil, let port)): bootstrap.connect(host: "127.0.0.1", port: port)
    case .grpc(.unix(let path, _)): connect(toUnixSocket: path, bootstrap, loop)
    case .grpc(.abstract(let name)): connect(toUnixSocket: "\0" + name, bootstrap, loop)
    }
  }

  private static func connect(
    toUnixSocket name: String, _ bootstrap: ClientBootstrap, _ loop: any EventLoop
  ) -> EventLoopFuture<any Channel> {
    do { return bootstrap.withConnectedSocket(try BoundSocket.connected(to: name)) } catch {
      return loop.makeFailedFuture(error)
    }
  }

  /// Why there is no connection, and the remedy.
  private static func problem(of target: ProbeTarget, _ error: any Error) -> String {
    let place = "cannot connect to `\(target)`"
    let first = (error as? NIOConnectionError)?.connectionErrors.first?.error ?? error
    switch (first as? IOError)?.errnoCode {
    case ECONNREFUSED: return "\(place): nothing listens there; start `mpe serve`, or correct `--address`"
    case ENOENT: return "\(place): there is no such socket; start `mpe serve`, or correct `--address`"
    case EAGAIN: return "\(place): too many others wait for it to answer; look at its log"
    case EACCES, EPERM: return "\(place): not permitted; run as the user of `mpe serve`, or open its socket by `?mode=`"
    default: break
    }
    switch first {
    case SocketAddressError.unixDomainSocketPathTooLong: return "\(place): longer than 107 bytes; correct `--address`"
    case is SocketAddressError, is SocketAddressError.UnknownHost:
      return "\(place): the host name has no address; correct `--address`"
    case ChannelError.connectTimeout: return "\(place) in time; correct `--address`, or raise `--timeout`"
    default: break
    }
    if let error = error as? NIOConnectionError, error.connectionErrors.isEmpty {
      return "\(place): the host name has no address; correct `--address`"
    }
    return "\(place): \(first)"
  }
}
