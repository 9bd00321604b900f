internal import Dispatch

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// SIGHUP as a call. While it lives, the signal does not end the process by itself.
package final class HangupSignal: Sendable {
  /// Written once, cancelled once at the end.
  private nonisolated(unsafe) let source: any DispatchSourceSignal

  package init(_ body: @escaping @Sendable () -> Void) {
    // Dispatch sees a signal only when its default action is off.
    Self.ignore()
    source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: DispatchQueue(label: "hangup-signal"))
    source.setEventHandler(handler: DispatchWorkItem(block: body))
    source.resume()
  }

  deinit { source.cancel() }

  private static func ignore() { signal(SIGHUP, SIG_IGN) }
}
