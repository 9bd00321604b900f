internal import Dispatch

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// SIGINT and SIGTERM as a sequence. While it lives, neither ends the process by itself.
package final class TerminationSignals: Sendable {
  /// The numbers of the signals that came, in order.
  package let numbers: AsyncStream<Int32>
  /// Written once, cancelled once at the end.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  package init() {
    let (numbers, continuation) = AsyncStream.makeStream(of: Int32.self)
    self.numbers = numbers
    let queue = DispatchQueue(label: "termination-signals")
    sources = [SIGINT, SIGTERM].map { number in
      // Dispatch sees a signal only when its default action is off.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      let yield: @Sendable () -> Void = { continuation.yield(number) }
      source.setEventHandler(handler: DispatchWorkItem(block: yield))
      source.resume()
      return source
    }
  }

  deinit { for source in sources { source.cancel() } }
}

extension Listener {
  /// Serves until a signal asks for the stop, then drains; a second signal ends the wait for calls in flight.
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
    let drained = Task { await drain() }
    let overdue = Task {
      try await Task.sleep(for: .nanoseconds(drainTimeout.nanoseconds))
      willAbort()
    }
    let impatience = Task {
      for await _ in signals.numbers { break }
      guard !Task.isCancelled else { return }
      willAbort()
      abort()
    }
    await drained.value
    overdue.cancel()
    impatience.cancel()
  }
}
