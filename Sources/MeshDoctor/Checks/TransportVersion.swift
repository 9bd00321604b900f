import PolicyDomain

/// Which version of the API is spoken.
struct TransportVersion: DoctorCheck {
  static let old = FindingKind(
    "transport-api-version", .error, "Envoy takes V3 alone, and mpe answers `envoy.service.auth.v3` alone")

  var kinds: [FindingKind] { [Self.old] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for authorizer in setup.authorizers where authorizer.origin.isFilter {
      let version = authorizer.config.text("transport_api_version")
      guard version != "V3", version != "2" else { continue }
      let words = version.map { "asks by `\($0)`" } ?? "does not say which version it speaks"
      report(
        Self.old.finding(
          at: authorizer.config.member("transport_api_version")?.position ?? authorizer.position,
          "\(authorizer.title) \(words)", remedy: "speak version 3", yaml: "transport_api_version: V3"))
    }
  }
}
