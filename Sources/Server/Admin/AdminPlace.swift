/// Where the admin listener listens.
package struct AdminPlace: Sendable, Equatable {
  package let host: String
  package let port: Int

  /// On this machine alone: who may ask may also reload.
  package static let standard = AdminPlace(host: "127.0.0.1", port: 9901)

  private init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `HOST:PORT`, IPv6 addresses in brackets. Nil for anything else: a host must be named, so that nobody opens
  /// the listener to the network by leaving it out.
  package init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(where: { ":[] /".contains($0) }) {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.init(host: String(host), port: Int(port))
  }

  /// As it is written.
  package var text: String { Self.text(host: host, port: port) }

  /// A host and a port as they are written, with an IPv6 address in brackets.
  static func text(host: String, port: Int) -> String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// The same with the port that was bound.
  package func with(port: Int) -> AdminPlace { AdminPlace(host: host, port: port) }
}
