internal import HTTP2
internal import NIOCore

/// What one event loop holds: its handler, its pool of streams, its connections. Used on that loop alone.
final class LoopConnections {
  /// How far the loop is on its way to the stop.
  private enum Stage {
    case serving
    case announced
    case finished
  }

  private let eventLoop: any EventLoop
  private let limits: SessionLimits
  private let handler: any CallHandler
  private let pool = StreamPool()
  private var connections: [ObjectIdentifier: ConnectionHandler] = [:]
  private var stage = Stage.serving
  private var emptied: EventLoopPromise<Void>?
  private let sweepInterval: TimeAmount
  private var sweeping: Scheduled<Void>?

  /// The loop looks so often for idle connections; one is closed at the first look after its timeout.
  private static let sweepsPerTimeout = 4

  init(eventLoop: any EventLoop, configuration: ListenerConfiguration, handler: any CallHandler) {
    self.eventLoop = eventLoop
    self.limits = configuration.session
    self.handler = handler
    self.sweepInterval = .nanoseconds(configuration.idleTimeout.nanoseconds / Int64(Self.sweepsPerTimeout))
    scheduleSweep()
  }

  private func scheduleSweep() {
    sweeping = eventLoop.assumeIsolated().scheduleTask(in: sweepInterval) { [weak self] in
      guard let self else { return }
      for connection in connections.values { connection.sweep(sweepsMax: Self.sweepsPerTimeout) }
      scheduleSweep()
    }
  }

  func makeSession() throws(SessionError) -> ServerSession {
    try ServerSession(limits: limits, handler: handler, pool: pool)
  }

  func insert(_ connection: ConnectionHandler) {
    connections[ObjectIdentifier(connection)] = connection
    // A connection that was accepted just before the listener closed follows the others.
    if stage != .serving { connection.announceShutdown() }
    if stage == .finished { connection.finishShutdown() }
  }

  func remove(_ connection: ConnectionHandler) {
    guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
    if connections.isEmpty { emptied?.succeed() }
  }

  func announceShutdown() {
    stage = .announced
    for connection in connections.values { connection.announceShutdown() }
  }

  /// Takes no more calls; the future completes when the last connection is gone.
  func finishShutdown() -> EventLoopFuture<Void> {
    stage = .finished
    let promise = eventLoop.makePromise(of: Void.self)
    for connection in connections.values { connection.finishShutdown() }
    if connections.isEmpty { promise.succeed() } else { emptied = promise }
    return promise.futureResult
  }

  func abort() {
    for connection in connections.values { connection.abort() }
  }

  func stopSweeping() {
    sweeping?.cancel()
    sweeping = nil
  }
}
