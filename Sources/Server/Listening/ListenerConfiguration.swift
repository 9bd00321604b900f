package import HTTP2
package import NIOCore

/// How listeners serve and stop.
package struct ListenerConfiguration: Sendable {
  /// Lets another process listen on the same port with the same option, for restarts that overlap. Off by default:
  /// two processes that share a port by mistake would each get half of the calls.
  package var sharesPort = false
  /// Connections at once, over all listeners; more are closed as they come.
  package var connectionsMax = 20_000
  /// A connection that sends nothing, not even a PING, for so long is closed.
  package var idleTimeout = TimeAmount.minutes(5)
  /// How long everything is served as before after a signal, while health says otherwise: time for whoever asks after
  /// it to look elsewhere. The drain begins at its end.
  package var drainDelay = TimeAmount.zero
  /// How long calls are still taken after the first GOAWAY: at least a round trip, so that a call which crosses it on
  /// the way is served.
  package var drainGap = TimeAmount.milliseconds(150)
  /// How long calls in flight may take from the start of the drain; then their connections are closed.
  package var drainTimeout = TimeAmount.seconds(10)
  /// What a gRPC connection may take.
  package var session = SessionLimits()
  /// What an HTTP/1.1 connection may take.
  package var http = HTTPLimits()

  package init() {}
}

/// What an HTTP/1.1 connection may take.
package struct HTTPLimits: Sendable {
  /// The largest body; more is answered with 413.
  package var bodyBytesMax = 4 << 20
  /// Bodies in memory at once, over all connections; what does not fit is answered with 503.
  package var buffersBytesMax = 256 << 20
  /// The largest header block, and the most fields in it; more is answered with 431.
  package var headerBytesMax = 64 << 10
  package var headerCountMax = 200
  /// How long a request may take to arrive; then it is answered with 408.
  package var requestTimeout = TimeAmount.seconds(30)

  package init() {}
}
