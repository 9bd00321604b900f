internal import NIOCore

/// A connection as its loop sees it, whatever is spoken on it. Used on that loop alone.
protocol LoopConnection: AnyObject {
  /// The stop is near: tells the peer, and serves on.
  func announceShutdown()

  /// Serves what has begun, and closes.
  func finishShutdown()

  /// Closes at once.
  func abort()

  /// One of the regular looks for idle connections: closes after `sweepsMax` without a byte, unless we are the one that
  /// the peer waits for.
  func sweep(sweepsMax: Int)
}

/// The connections of one listener on one event loop. Used on that loop alone.
final class LoopConnections {
  /// How far the loop is on its way to the stop.
  private enum Stage {
    case serving
    case announced
    case finished
  }

  private let eventLoop: any EventLoop
  private var connections: [ObjectIdentifier: any LoopConnection] = [:]
  private var stage = Stage.serving
  private var emptied: EventLoopPromise<Void>?
  private let sweepInterval: TimeAmount
  private var sweeping: Scheduled<Void>?

  /// The loop looks so often for idle connections; one is closed at the first look after its timeout.
  private static let sweepsPerTimeout = 4

  init(eventLoop: any EventLoop, idleTimeout: TimeAmount) {
    self.eventLoop = eventLoop
    sweepInterval = .nanoseconds(idleTimeout.nanoseconds / Int64(Self.sweepsPerTimeout))
    scheduleSweep()
  }

  private func scheduleSweep() {
    sweeping = eventLoop.assumeIsolated().scheduleTask(in: sweepInterval) { [weak self] in
      guard let self else { return }
      for connection in connections.values { connection.sweep(sweepsMax: Self.sweepsPerTimeout) }
      scheduleSweep()
    }
  }

  func insert(_ connection: any LoopConnection) {
    connections[ObjectIdentifier(connection)] = connection
    // A connection that was accepted just before the listener closed follows the others.
    if stage != .serving { connection.announceShutdown() }
    if stage == .finished { connection.finishShutdown() }
  }

  func remove(_ connection: any LoopConnection) {
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
    emptied = promise
    for connection in connections.values { connection.finishShutdown() }
    // The last of them may be gone already, and has completed the promise then.
    if connections.isEmpty { promise.succeed() }
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
