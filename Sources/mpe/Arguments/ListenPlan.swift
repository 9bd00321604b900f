import Server

/// Which protocols are served where, by `--protocol`, `--listen`, `--port` and `--host`.
enum ListenPlan {
  typealias Plan = [(DecisionProtocol, [ListenAddress])]

  /// The port of the first protocol, where nothing else says where it listens.
  static let defaultPort = 9000

  /// - Parameters:
  ///   - protocols: as `--protocol` names them.
  ///   - listeners: `[PROTOCOL+]tcp:HOST:PORT`, `[PROTOCOL+]unix:/PATH[?mode=0660]` or `[PROTOCOL+]unix:@NAME`.
  ///   - port: nil when there is no `--port`.
  static func make(protocols: [String], listeners: [String], port: Int?, host: String?) throws(FatalError) -> Plan {
    var plan: Plan = []
    for name in protocols {
      guard let spoken = DecisionProtocol(rawValue: name) else { throw FatalError("unsupported protocol: \(name)") }
      if plan.contains(where: { $0.0 == spoken }) {
        throw FatalError("protocol `\(name)` is named twice: name each by one `-p`")
      }
      plan.append((spoken, []))
    }
    guard let first = plan.first?.0 else { throw FatalError("no protocol: choose one by `-p`") }
    for text in listeners { try add(text, to: &plan) }
    if plan[0].1.isEmpty {
      plan[0].1 = [.tcp(host: host, port: port ?? defaultPort)]
    } else if port != nil {
      throw FatalError("`--port` and `--listen` both say where protocol `\(first.rawValue)` listens: drop one of them")
    }
    for (spoken, addresses) in plan where addresses.isEmpty {
      let name = spoken.rawValue
      throw FatalError("protocol `\(name)` has no listener: add one, such as `--listen \(name)+tcp:127.0.0.1:9001`")
    }
    try checkCollisions(plan.flatMap(\.1))
    return plan
  }

  /// The address of a listener, and the protocol where it names one.
  static func read(_ text: String) throws(FatalError) -> (DecisionProtocol?, ListenAddress) {
    let parts = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    // A plus sign may also stand in a path; before the first colon it ends a protocol's name.
    guard parts.count == 2, !parts[0].contains(":") else { return (nil, try address(text, in: text)) }
    let address = try address(String(parts[1]), in: text)
    guard let spoken = DecisionProtocol(rawValue: String(parts[0])) else {
      throw FatalError("`--listen \(text)`: unsupported protocol: \(parts[0])")
    }
    return (spoken, address)
  }

  private static func add(_ text: String, to plan: inout Plan) throws(FatalError) {
    let (spoken, address) = try read(text)
    if let spoken {
      guard let index = plan.firstIndex(where: { $0.0 == spoken }) else {
        let name = spoken.rawValue
        throw FatalError("`--listen \(text)`: protocol `\(name)` is not served; add `-p \(name)`")
      }
      plan[index].1.append(address)
    } else {
      guard plan.count == 1 else {
        throw FatalError("`--listen \(text)`: several protocols are served; say which, such as `envoy+\(text)`")
      }
      plan[0].1.append(address)
    }
  }

  private static func address(_ text: String, in whole: String) throws(FatalError) -> ListenAddress {
    let expectation = "write `tcp:HOST:PORT`, `unix:/PATH`, `unix:/PATH?mode=0660` or `unix:@NAME`"
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    switch parts.first {
    case "tcp" where parts.count == 2:
      if let address = tcp(parts[1]) { return address }
    case "unix" where parts.count == 2:
      if let address = unix(parts[1]) { return address }
    default: break
    }
    throw FatalError("`--listen \(whole)`: \(expectation)")
  }

  /// `HOST:PORT`; an IPv6 address stands in brackets, and no host or `*` is every interface.
  static func tcp(_ text: Substring) -> ListenAddress? {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
      if host.isEmpty { return nil }
    } else if host.contains(":") {
      return nil
    }
    return .tcp(host: host.isEmpty || host == "*" ? nil : String(host), port: Int(port))
  }

  /// `/PATH`, `/PATH?mode=0660` or `@NAME`.
  static func unix(_ text: Substring) -> ListenAddress? {
    if text.hasPrefix("@") { return text.count > 1 ? .abstract(name: String(text.dropFirst())) : nil }
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].hasPrefix("/"), parts[0].count > 1 else { return nil }
    guard parts.count == 2 else { return .unix(path: String(parts[0]), mode: nil) }
    let digits = parts[1].dropFirst("mode=".count)
    guard parts[1].hasPrefix("mode="), let mode = UInt16(digits, radix: 8), mode <= 0o777 else { return nil }
    return .unix(path: String(parts[0]), mode: mode)
  }

  private static func checkCollisions(_ addresses: [ListenAddress]) throws(FatalError) {
    for (index, address) in addresses.enumerated() {
      if let other = addresses[..<index].first(where: { $0.collides(with: address) }) {
        throw FatalError("`\(other)` and `\(address)` are the same listener: give each listener an address of its own")
      }
    }
  }
}
