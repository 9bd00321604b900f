import PolicyDomain

/// Whether what Envoy calls is there, is mpe, and speaks HTTP/2.
struct ClusterAddresses: DoctorCheck {
  static let unknown = FindingKind(
    "unknown-cluster", .error, "Envoy refuses the configuration, or every check fails")
  static let mismatch = FindingKind(
    "address-mismatch", .error, "nobody answers at the other address, and no request passes")
  static let plain = FindingKind("no-http2", .error, "gRPC is HTTP/2: over HTTP/1.1 every check fails")

  static let encrypted = FindingKind(
    "tls-to-mpe", .error, "mpe speaks no TLS: no connection comes about, and every check fails")

  var kinds: [FindingKind] { [Self.unknown, Self.mismatch, Self.plain, Self.encrypted] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for authorizer in setup.authorizers + setup.routeAuthorizers where authorizer.origin.isEnvoy {
      guard let name = authorizer.clusterName, setup.cluster(named: name) == nil, !setup.hasDynamicClusters,
        setup.proxyPosition != nil, let place = authorizer.config.field(path: "grpc_service", "envoy_grpc")
      else { continue }
      let near = NearestWord.of(name, among: setup.clusters.map(\.name)).map { "did you mean `\($0)`?" }
      report(
        Self.unknown.finding(
          at: place.position(of: "cluster_name"), "there is no cluster `\(name)`",
          remedy: near ?? "define the cluster"))
    }
    for cluster in setup.authorizationClusters {
      if !cluster.isHTTP2 { report(plain(cluster)) }
      if cluster.isEncrypted {
        report(
          Self.encrypted.finding(
            at: cluster.node.position(of: "transport_socket"), "cluster `\(cluster.name)` speaks TLS",
            remedy: "leave `transport_socket` out, and ask mpe on the same host or behind a proxy that ends TLS"))
      }
      compare(cluster.endpoints, "cluster `\(cluster.name)`", setup, report)
    }
    for authorizer in setup.authorizers + setup.routeAuthorizers where authorizer.origin != .provider {
      guard let target = authorizer.config.field(path: "grpc_service", "google_grpc", "target_uri"),
        let place = target.scalarText.flatMap({ ListenPlace(target: $0) })
      else { continue }
      compare([Positioned(place, at: target.position)], authorizer.title, setup, report)
    }
    for service in setup.services { compare(service.endpoints, service.title, setup, report) }
  }

  private func plain(_ cluster: Cluster) -> MeshFinding {
    Self.plain.finding(
      at: cluster.node.position(of: "typed_extension_protocol_options"),
      "cluster `\(cluster.name)` does not speak HTTP/2", remedy: "say that it does",
      yaml: """
        typed_extension_protocol_options:
          envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
            "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
            explicit_http_config: {http2_protocol_options: {}}
        """)
  }

  private func compare(
    _ endpoints: [Positioned<ListenPlace>], _ title: String, _ setup: MeshSetup, _ report: (MeshFinding) -> Void
  ) {
    guard !setup.listeners.isEmpty else { return }
    for endpoint in endpoints {
      let targets = setup.targets(of: endpoint.value)
      guard !targets.contains(where: { target in setup.listeners.contains { target.reaches($0.value) } }) else {
        continue
      }
      report(Self.mismatch.finding(at: endpoint.position, words(endpoint.value, title, setup), remedy: remedy(setup)))
    }
  }

  private func words(_ place: ListenPlace, _ title: String, _ setup: MeshSetup) -> String {
    "\(title) looks for mpe at `\(place)`, and mpe listens on \(setup.listenerNames)"
  }

  private func remedy(_ setup: MeshSetup) -> String { "let both name the same address" }
}

extension MeshSetup {
  /// ``\(place)` (file:line:column)`` of each listener.
  var listenerNames: String {
    listeners.map { $0.position.file.isEmpty ? "`\($0.value)`" : "`\($0.value)` (\($0.position))" }
      .joined(separator: ", ")
  }

  /// Where connections to a place end: behind a Service at its Pods' port.
  func targets(of place: ListenPlace) -> [ListenPlace] {
    guard case .tcp(let host?, let port) = place else { return [place] }
    let found = services.filter { !$0.selector.isEmpty && $0.isNamed(host) }
    guard !found.isEmpty else { return [place] }
    return found.flatMap { targets(of: $0, port: port) }
  }

  /// The ports of Pods behind a port of a Service.
  func targets(of service: MeshService, port: Int) -> [ListenPlace] {
    service.ports.filter { $0.number == port }.flatMap { entry -> [ListenPlace] in
      guard let target = entry.target else { return [.tcp(host: "pod", port: port)] }
      if let number = Int(target) { return [.tcp(host: "pod", port: number)] }
      return containers.compactMap { $0.namedPorts[target] }.map { .tcp(host: "pod", port: $0) }
    }
  }
}
