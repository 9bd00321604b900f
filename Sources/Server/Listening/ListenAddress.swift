/// Where connections are taken.
package enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// TCP. Without a host it is every interface, IPv6 and IPv4; with port 0 the system chooses.
  case tcp(host: String?, port: Int)
  /// A Unix socket by its path; without a mode its permissions are what the umask leaves.
  case unix(path: String, mode: UInt16?)
  /// A Unix socket without a file, by its name: `@` is not part of it. Linux has these.
  case abstract(name: String)

  /// As messages name it.
  package var description: String {
    switch self {
    case .tcp(nil, let port): "*:\(port)"
    case .tcp(let host?, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path, _): "unix:\(path)"
    case .abstract(let name): "unix:@\(name)"
    }
  }

  /// The TCP port.
  package var port: Int? {
    if case .tcp(_, let port) = self { port } else { nil }
  }

  /// Whether two listeners would get in each other's way.
  package func collides(with other: ListenAddress) -> Bool {
    switch (self, other) {
    case (.tcp(let host, let port), .tcp(let otherHost, let otherPort)):
      port != 0 && port == otherPort && (host == otherHost || host == nil || otherHost == nil)
    case (.unix(let path, _), .unix(let otherPath, _)): path == otherPath
    default: self == other
    }
  }
}
