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
