internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOPosix

/// The admin listener: health, readiness, metrics, reloads and log levels over HTTP. On one event loop of its own, so
/// that it answers while decisions are busy.
package final class AdminServer: Sendable {
  /// The port that is bound, also when the system chose it.
  package let port: Int
  private let serving: Task<Void, Never>

  /// Begins with the first listener and ends with the process: connections that are cut off still have work on it for a
  /// moment, and nobody says when that is done.
  private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  /// Connections at once; more wait to be accepted.
  private static let connectionsMax = 64
  /// A peer that says nothing for so long is gone.
  private static let idleTimeout = TimeAmount.seconds(30)

  private init(port: Int, serving: Task<Void, Never>) {
    self.port = port
    self.serving = serving
  }

  /// Binds and answers at once.
  package static func start(_ place: AdminPlace, _ pages: AdminPages) async throws(ServerError) -> AdminServer {
    let (bound, binding) = AsyncStream<Result<Int, any Error>>.makeStream()
    // What it says of itself is said elsewhere.
    var silence = Logger(label: "admin")
    silence.logLevel = .critical
    let application = Application(
      responder: pages.responder, server: .http1(configuration: .init(idleTimeout: idleTimeout)),
      configuration: ApplicationConfiguration(
        address: .hostname(place.host, port: place.port),
        availableConnectionsDelegate: .maximum(connectionsMax, logger: silence)),
      onServerRunning: { binding.yield(.success($0.localAddress?.port ?? place.port)) },
      eventLoopGroupProvider: .shared(group), logger: silence)
    let serving = Task {
      do { try await application.run() } catch { binding.yield(.failure(error)) }
      binding.finish()
    }
    var arriving = bound.makeAsyncIterator()
    switch await arriving.next() ?? .failure(CancellationError()) {
    case .success(let port): return AdminServer(port: port, serving: serving)
    case .failure(let error): throw .cannotAdminister(place, error)
    }
  }

  /// Ends at once: what is being answered is cut off.
  package func stop() async {
    serving.cancel()
    await serving.value
  }
}
