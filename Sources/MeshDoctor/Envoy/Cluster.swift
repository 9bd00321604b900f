import PolicyDomain

/// A cluster of Envoy, as far as mpe may be behind it.
struct Cluster {
  let name: String
  let node: YAMLOutline

  init(_ node: YAMLOutline) {
    self.node = node
    name = node.text("name") ?? ""
  }

  var position: SourcePosition { node.position }

  /// Where its endpoints are, as far as they are written in it.
  var endpoints: [Positioned<ListenPlace>] {
    let groups = node.field("load_assignment")?.list("endpoints") ?? []
    let addresses =
      groups.flatMap { $0.list("lb_endpoints") }.compactMap { $0.field(path: "endpoint", "address") }
      + node.list("hosts")
    return addresses.compactMap(Self.place)
  }

  private static func place(_ address: YAMLOutline) -> Positioned<ListenPlace>? {
    if let path = address.field(path: "pipe", "path")?.scalarText {
      return Positioned(.unix(path), at: address.position)
    }
    guard let socket = address.field("socket_address"), let port = socket.integer("port_value") else { return nil }
    return Positioned(.tcp(host: socket.text("address"), port: port), at: socket.position(of: "port_value"))
  }

  /// Whether it speaks HTTP/2 to its endpoints.
  var isHTTP2: Bool {
    if node.member("http2_protocol_options") != nil { return true }
    guard let options = protocolOptions else { return false }
    if options.field("explicit_http_config")?.member("http2_protocol_options") != nil { return true }
    if options.field("use_downstream_protocol_config")?.member("http2_protocol_options") != nil { return true }
    return options.field("auto_config") != nil && node.field("transport_socket") != nil
  }

  /// Whether it speaks TLS to its endpoints. Of Istio's own clusters the other side is a proxy, which ends it.
  var isEncrypted: Bool {
    guard !name.hasPrefix("outbound|"), !name.hasPrefix("outbound_.") else { return false }
    var socket = node.field("transport_socket")
    // Sockets may be wrapped, such as in the PROXY protocol.
    for _ in 0..<4 {
      guard let config = socket?.field("typed_config") else { break }
      if TypedConfig.name(config).hasSuffix(".UpstreamTlsContext") { return true }
      socket = TypedConfig(config).message.field("transport_socket")
    }
    return socket?.text("name") == "envoy.transport_sockets.tls"
  }

  private var protocolOptions: YAMLOutline? {
    let extensions = node.field("typed_extension_protocol_options")
    return extensions?.member("envoy.extensions.upstreams.http.v3.HttpProtocolOptions").map {
      TypedConfig($0.value).message
    }
  }

  var healthChecks: [YAMLOutline] { node.list("health_checks") }
}
