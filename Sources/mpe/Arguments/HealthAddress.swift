import Server

/// Where `mpe health` asks.
struct HealthAddress: FlagValue {
  static let expectation = "write `HOST:PORT`, `unix:/PATH`, `unix:@NAME` or `http://HOST:PORT/PATH`"

  let defaultValueDescription: String
  let target: ProbeTarget

  init?(argument: String) {
    guard let target = Self.read(argument) else { return nil }
    self.target = target
    defaultValueDescription = argument
  }

  private static func read(_ text: String) -> ProbeTarget? {
    if text.hasPrefix("http://") { return http(text.dropFirst("http://".count)) }
    if text.hasPrefix("unix:") { return ListenPlan.unix(text.dropFirst("unix:".count)).map(ProbeTarget.grpc) }
    let place = text.hasPrefix("tcp:") ? text.dropFirst("tcp:".count) : text[...]
    return ListenPlan.tcp(place).flatMap(reachable).map(ProbeTarget.grpc)
  }

  private static func http(_ text: Substring) -> ProbeTarget? {
    let end = text.firstIndex(of: "/") ?? text.endIndex
    guard case .tcp(let host?, let port)? = ListenPlan.tcp(text[..<end]).flatMap(reachable) else { return nil }
    let path = String(text[end...])
    // What belongs in no request line never gets there.
    guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
    return .http(host: host, port: port, path: path.isEmpty || path == "/" ? readiness : path)
  }

  /// Where a server that listens at `address` is found from the same machine; nil when it is nowhere.
  static func reachable(_ address: ListenAddress) -> ListenAddress? {
    guard case .tcp(let host, let port) = address else { return address }
    if port == 0 { return nil }
    let isEverywhere = host == nil || host == "0.0.0.0" || host == "::"
    return .tcp(host: isEverywhere ? loopback : host, port: port)
  }

  /// Where `mpe serve` listens by these settings, which know neither its `--protocol` nor its `--port`.
  static func standard(listeners: [String], host: String?) throws(FatalError) -> ProbeTarget {
    var pages: [ProbeTarget] = []
    for text in listeners {
      let (spoken, address) = try ListenPlan.read(text)
      guard let address = reachable(address) else { continue }
      switch (spoken, address) {
      case (.generic, .tcp(let host?, let port)): pages.append(.http(host: host, port: port, path: readiness))
      case (.generic, _): continue
      case (.envoy, _), (nil, _): return .grpc(address)
      }
    }
    if let page = pages.first { return page }
    guard listeners.isEmpty, let address = reachable(.tcp(host: host, port: ListenPlan.defaultPort)) else {
      throw FatalError("the setting `listen` names no place to ask at: say where by `--address`")
    }
    return .grpc(address)
  }

  /// The page that says whether requests are decided.
  static let readiness = "/readyz"
  private static let loopback = "127.0.0.1"
}
