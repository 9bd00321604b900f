package import Logging
internal import NIOCore

/// Everything that is listened on, stopped together.
package struct Listeners: Sendable {
  let all: [Listener]
  private let configuration: ListenerConfiguration
  private let logger: Logger

  package init(_ all: [Listener], _ configuration: ListenerConfiguration, logger: Logger) {
    self.all = all
    self.configuration = configuration
    self.logger = logger
  }

  /// Serves until a signal asks for the stop, then drains; a second signal ends every wait.
  /// - Parameters:
  ///   - willDrain: called when the first signal has come.
  ///   - willAbort: called before connections are closed with calls in flight. It must let go of event loops that wait,
  ///     or they will not hear of it.
  package func serve(
    until signals: TerminationSignals, willDrain: @Sendable () -> Void = {},
    willAbort: @escaping @Sendable () -> Void = {}
  ) async {
    var arriving = signals.numbers.makeAsyncIterator()
    guard await arriving.next() != nil else { return }
    willDrain()
    let drained = Task {
      try? await Task.sleep(for: .nanoseconds(configuration.drainDelay.nanoseconds))
      await drain()
    }
    let overdue = Task {
      let wait = configuration.drainDelay + configuration.drainTimeout
      try await Task.sleep(for: .nanoseconds(wait.nanoseconds))
      willAbort()
    }
    let impatience = Task {
      for await _ in signals.numbers { break }
      guard !Task.isCancelled else { return }
      willAbort()
      drained.cancel()
      abort()
    }
    await drained.value
    overdue.cancel()
    impatience.cancel()
  }

  /// Closes every connection at once.
  package func abort() {
    for listener in all { listener.abort() }
  }

  /// Stops gracefully: closes the ports, tells the peers, serves what still comes for the gap, then only what is in
  /// flight, until the deadline.
  package func drain() async {
    for listener in all { await listener.announceShutdown() }
    try? await Task.sleep(for: .nanoseconds(configuration.drainGap.nanoseconds))
    let rest = max(configuration.drainTimeout - configuration.drainGap, .zero)
    let deadline = Task {
      try await Task.sleep(for: .nanoseconds(rest.nanoseconds))
      let count = all.first?.connectionCount ?? 0
      logger.warning("\(count) connections are closed with calls in flight, see `--drain-timeout`")
      abort()
    }
    await withTaskGroup(of: Void.self) { group in
      for listener in all { group.addTask { await listener.finishShutdown() } }
    }
    deadline.cancel()
  }
}
