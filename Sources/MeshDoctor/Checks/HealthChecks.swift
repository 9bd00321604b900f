import PolicyDomain

/// How Envoy finds out whether mpe is there.
struct HealthChecks: DoctorCheck {
  static let none = FindingKind(
    "no-health-check", .note, "Envoy learns of an mpe that does not answer by requests that fail")
  static let service = FindingKind(
    "health-check-service", .note,
    "without a name the check asks whether the process lives, not whether it has policies to decide by")
  static let wrong = FindingKind(
    "health-check-protocol", .error, "mpe's listener answers gRPC alone: the cluster never becomes healthy")

  var kinds: [FindingKind] { [Self.none, Self.service, Self.wrong] }

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
          guard (grpc.value.text("service_name") ?? "").isEmpty else { continue }
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
