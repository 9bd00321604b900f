import PolicyDomain

/// How Envoy finds out whether mpe is there.
struct HealthChecks: DoctorCheck {
  static let none = FindingKind(
    "no-health-check", .note, "Envoy learns of an mpe that does not answer by requests that fail")
  static let service = FindingKind(
    "health-check-service", .note,
    "whatever speaks gRPC at that address is healthy, be it another program")
  static let unknown = FindingKind(
    "unknown-health-service", .error, "mpe answers NOT_FOUND, and the cluster never becomes healthy")
  static let wrong = FindingKind(
    "health-check-protocol", .error, "mpe's listener answers gRPC alone: the cluster never becomes healthy")

  var kinds: [FindingKind] { [Self.none, Self.service, Self.unknown, Self.wrong] }

  private static let serviceName = "envoy.service.auth.v3.Authorization"
  private static let yaml = """
    health_checks:
      - timeout: 1s
        interval: 5s
        unhealthy_threshold: 2
        healthy_threshold: 1
        grpc_health_check: {service_name: envoy.service.auth.v3.Authorization}
    """

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for cluster in setup.authorizationClusters {
      if cluster.healthChecks.isEmpty {
        report(
          Self.none.finding(
            at: cluster.position, "cluster `\(cluster.name)` has no health check", remedy: "add one", yaml: Self.yaml))
      }
      for check in cluster.healthChecks {
        if let grpc = check.member("grpc_health_check") {
          let name = grpc.value.text("service_name") ?? ""
          if name == Self.serviceName { continue }
          guard name.isEmpty else {
            report(
              Self.unknown.finding(
                at: grpc.value.position(of: "service_name"),
                "the health check of cluster `\(cluster.name)` asks for the service `\(name)`",
                remedy: "name the service that Envoy asks", yaml: "service_name: \(Self.serviceName)"))
            continue
          }
          report(
            Self.service.finding(
              at: grpc.position, "the health check of cluster `\(cluster.name)` names no service",
              remedy: "name the service that Envoy asks",
              yaml: "grpc_health_check: {service_name: envoy.service.auth.v3.Authorization}"))
        } else if let http = check.member("http_health_check") {
          report(
            Self.wrong.finding(
              at: http.position, "cluster `\(cluster.name)` is checked by HTTP", remedy: "check by gRPC",
              yaml: "grpc_health_check: {service_name: envoy.service.auth.v3.Authorization}"))
        }
      }
    }
  }
}
