/// Where a server listens, or where a client looks for one.
public enum ListenPlace: Sendable, Hashable, CustomStringConvertible {
  /// Without a host it is every interface.
  case tcp(host: String?, port: Int)
  /// A Unix socket; a name without a file begins with `@`.
  case unix(String)

  /// `[PROTOCOL+]tcp:HOST:PORT`, `[PROTOCOL+]unix:PATH`, `HOST:PORT` or `:PORT`; nil for anything else.
  public init?(_ text: String) {
    var rest = text[...]
    if let plus = rest.firstIndex(of: "+"), !rest[..<plus].contains(":") { rest = rest[rest.index(after: plus)...] }
    if rest.hasPrefix("unix:") {
      let path = rest.dropFirst("unix:".count).prefix { $0 != "?" }
      guard !path.isEmpty else { return nil }
      self = .unix(String(path))
      return
    }
    if rest.hasPrefix("tcp:") { rest = rest.dropFirst("tcp:".count) }
    guard let colon = rest.lastIndex(of: ":"), let port = UInt16(rest[rest.index(after: colon)...]) else { return nil }
    let host = rest[..<colon].filter { $0 != "[" && $0 != "]" }
    self = .tcp(host: host.isEmpty || host == "*" ? nil : host, port: Int(port))
  }

  /// What gRPC's own client calls: `dns:///HOST:PORT`, `ipv4:HOST:PORT`, `unix:PATH` or `HOST:PORT`; nil for anything
  /// else.
  init?(target: String) {
    for scheme in ["unix://", "unix:"] where target.hasPrefix(scheme) {
      self = .unix(String(target.dropFirst(scheme.count)))
      return
    }
    var rest = target[...]
    if let scheme = ["dns:", "ipv4:", "ipv6:"].first(where: { rest.hasPrefix($0) }) {
      rest = rest.dropFirst(scheme.count)
    }
    if rest.hasPrefix("//") { rest = rest.dropFirst(2).drop { $0 != "/" }.dropFirst() }
    guard !rest.contains(where: { ",/+".contains($0) }) else { return nil }
    self.init(String(rest))
  }

  public var description: String {
    switch self {
    case .tcp(nil, let port): "*:\(port)"
    case .tcp(let host?, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }

  var port: Int? {
    if case .tcp(_, let port) = self { port } else { nil }
  }

  /// Whether only the same host reaches it.
  var isLocal: Bool {
    switch self {
    case .tcp(nil, _): false
    case .tcp(let host?, _): Self.isLoopback(host)
    case .unix: true
    }
  }

  /// Whether a client that looks here finds a server that listens there.
  /// - Parameter server: the place of the server.
  func reaches(_ server: ListenPlace) -> Bool {
    switch (self, server) {
    case (.unix(let path), .unix(let other)): return path == other
    case (.tcp(let host, let port), .tcp(let bound, let boundPort)):
      guard port == boundPort else { return false }
      // A name or an address of the Pod may lead anywhere but to a loopback.
      guard let host, let bound else { return true }
      let isSameFamily = host.contains(":") == bound.contains(":")
      if Self.isAny(bound) { return bound == "::" || !host.contains(":") }
      guard Self.isLoopback(host), Self.isLoopback(bound) else {
        return Self.isLoopback(host) == Self.isLoopback(bound)
      }
      return isSameFamily || host == "localhost" || bound == "localhost"
    default: return false
    }
  }

  private static func isAny(_ host: String) -> Bool { host == "0.0.0.0" || host == "::" }

  private static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host == "0:0:0:0:0:0:0:1" || host.hasPrefix("127.")
  }
}
