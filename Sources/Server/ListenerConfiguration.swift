package import HTTP2
package import NIOCore

/// Where and how a listener serves.
package struct ListenerConfiguration: Sendable {
  /// Address or name to bind; nil is every interface, IPv6 and IPv4.
  package var host: String?
  /// Port to bind; 0 lets the system choose.
  package var port = 9000
  /// Lets another process listen on the same port with the same option, for restarts that overlap. Off by default:
  /// two processes that share a port by mistake would each get half of the calls.
  package var sharesPort = false
  /// Connections at once; more are closed as they come.
  package var connectionsMax = 20_000
  /// A connection that sends nothing, not even a PING, for so long is closed.
  package var idleTimeout = TimeAmount.minutes(5)
  /// How long calls are still taken after the first GOAWAY: at least a round trip, so that a call which crosses it on
  /// the way is served.
  package var drainGap = TimeAmount.milliseconds(150)
  /// How long calls in flight may take from the start of the drain; then their connections are closed.
  package var drainTimeout = TimeAmount.seconds(10)
  package var session = SessionLimits()

  package init() {}

  /// The address as messages name it.
  var place: String {
    guard let host else { return "*:\(port)" }
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
