/// One question that the doctor asks: a file in `Checks/`, with a test and rows in `docs/doctor.md`.
protocol DoctorCheck: Sendable {
  /// What it may find.
  var kinds: [FindingKind] { get }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void)
}

/// All checks.
enum DoctorChecks {
  static let all: [any DoctorCheck] = [
    AttributeNames(), AuthorizationPolicies(), BodySettings(), CheckOrder(), ClusterAddresses(), ContextExtensions(),
    FailureMode(), Headers(), HealthChecks(), HTTPService(), JWTMetadata(), Metadata(), Mutations(), PartialChecks(),
    PeerCertificate(), Probes(), ProviderServices(), RequestBodies(), RouteCache(), RouteSwitches(), SeveralChecks(),
    ShadowMode(), StatusOnError(), Timeouts(), TransportVersion(),
  ]
}
