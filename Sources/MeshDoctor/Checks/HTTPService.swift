import PolicyDomain

/// A proxy that asks by plain HTTP.
struct HTTPService: DoctorCheck {
  static let http = FindingKind(
    "http-service", .error, "mpe answers gRPC alone: it takes no request for a question that is not one")

  var kinds: [FindingKind] { [Self.http] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for authorizer in setup.authorizers + setup.routeAuthorizers where authorizer.isHTTPService {
      report(
        Self.http.finding(
          at: authorizer.position(of: "http_service"), "\(authorizer.title) asks by `http_service`",
          remedy: "ask by gRPC", yaml: "grpc_service:\n  timeout: 0.25s\n  envoy_grpc: {cluster_name: mpe}"))
    }
    for provider in setup.providers where provider.isHTTP {
      report(
        Self.http.finding(
          at: provider.position, "provider `\(provider.name)` asks by `envoyExtAuthzHttp`", remedy: "ask by gRPC",
          yaml: "envoyExtAuthzGrpc: {service: mpe.mpe.svc.cluster.local, port: 9000, timeout: 0.5s}"))
    }
  }
}
