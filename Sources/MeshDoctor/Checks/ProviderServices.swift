import PolicyDomain

/// The services that providers name.
struct ProviderServices: DoctorCheck {
  static let unknown = FindingKind(
    "unknown-service", .error, "istiod finds no such host, and denies every request that is to be decided")
  static let unlisted = FindingKind(
    "unlisted-service", .warning, "istiod denies every request where the cluster has no such Service")
  static let port = FindingKind("service-port", .error, "istiod finds no such port, and no request passes")
  static let spoken = FindingKind(
    "service-protocol", .warning, "the proxy takes the port for something else than HTTP/2, and every check fails")

  static let headless = FindingKind(
    "headless-service", .error,
    "Envoy goes to a headless Service by the original destination, which a check has not: no request passes")

  var kinds: [FindingKind] { [Self.headless, Self.unknown, Self.unlisted, Self.port, Self.spoken] }

  private static let protocols: Set<String> = ["GRPC", "GRPC-WEB", "HTTP2", "KUBERNETES.IO/H2C"]

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for provider in setup.providers where !provider.isHTTP {
      guard let name = provider.config.field("service"), let host = name.scalarText else { continue }
      let services = setup.services.filter { $0.isNamed(host) }
      if services.isEmpty {
        // The service of a provider that is not asked need not be there.
        guard setup.policies.isEmpty || setup.isUsed(provider) else { continue }
        report(absent(host, name.position, provider, isOpen: setup.services.isEmpty))
        continue
      }
      if let service = services.first(where: \.isHeadless) {
        report(
          Self.headless.finding(
            at: name.position, "provider `\(provider.name)` names \(service.title), which has `clusterIP: None`",
            remedy: "name a Service with an address, or a ServiceEntry"))
      }
      guard let port = provider.config.integer("port") else { continue }
      let position = provider.config.position(of: "port")
      let ports = services.flatMap(\.ports).filter { $0.number == port }
      if ports.isEmpty {
        let known = services.flatMap(\.ports).map { "\($0.number)" }.joined(separator: ", ")
        report(
          Self.port.finding(
            at: position, "provider `\(provider.name)` asks port \(port), and \(services[0].title) has \(known)",
            remedy: "let both name the same port"))
      }
      for entry in ports where entry.spoken.map({ !Self.protocols.contains($0) }) ?? true {
        report(
          Self.spoken.finding(
            at: entry.position, "port \(port) of \(services[0].title) does not say that it is gRPC",
            remedy: "name the protocol: `protocol: GRPC` in a ServiceEntry, `appProtocol: grpc` in a Service"))
      }
      checkTargets(services, port, provider, setup, report)
    }
  }

  /// - Parameter isOpen: whether none of the files has hosts at all.
  private func absent(
    _ host: String, _ position: SourcePosition, _ provider: ExtensionProvider, isOpen: Bool
  ) -> MeshFinding {
    let isOfCluster = isOpen || host.contains(".svc") || !host.contains(".")
    let kind = isOfCluster ? Self.unlisted : Self.unknown
    return kind.finding(
      at: position, "no Service or ServiceEntry of these files has the host `\(host)` of provider `\(provider.name)`",
      remedy: isOfCluster ? "give its file too, or correct the name" : "add a ServiceEntry for it")
  }

  /// Whether mpe listens behind the Service.
  private func checkTargets(
    _ services: [MeshService], _ port: Int, _ provider: ExtensionProvider, _ setup: MeshSetup,
    _ report: (MeshFinding) -> Void
  ) {
    for service in services where !service.selector.isEmpty && !setup.listeners.isEmpty {
      let targets = setup.targets(of: service, port: port)
      guard let first = targets.first,
        !targets.contains(where: { target in setup.listeners.contains { target.reaches($0.value) } })
      else { continue }
      report(
        ClusterAddresses.mismatch.finding(
          at: service.ports.first { $0.number == port }?.position ?? service.position,
          "\(service.title) leads to port \(first.port ?? port), and mpe listens on \(setup.listenerNames)",
          remedy: "let both name the same port, on an address that other Pods reach"))
    }
  }
}
