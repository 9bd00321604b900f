import PolicyDomain

/// What a caller gets when mpe does not answer.
struct StatusOnError: DoctorCheck {
  static let missing = FindingKind(
    "no-status-on-error", .warning,
    "callers and alarms cannot tell an outage from a denial, and nobody tries again after 403")

  var kinds: [FindingKind] { [Self.missing] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for authorizer in setup.requestAuthorizers where authorizer.setting("status_on_error") == nil {
      guard authorizer.setting("failure_mode_allow")?.isTrue != true else { continue }
      let yaml =
        authorizer.origin == .provider ? "statusOnError: \"503\"" : "status_on_error: {code: ServiceUnavailable}"
      report(
        Self.missing.finding(
          at: authorizer.position, "without mpe's answer \(authorizer.title) says 403, as a denial does",
          remedy: "answer 503", yaml: yaml))
    }
  }
}
