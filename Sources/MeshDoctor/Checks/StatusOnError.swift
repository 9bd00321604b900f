import PolicyDomain

/// What a caller gets when mpe does not answer.
struct StatusOnError: DoctorCheck {
  static let missing = FindingKind(
    "no-status-on-error", .warning,
    "callers and alarms cannot tell an outage from a denial, and nobody tries again after 403")

  static let success = FindingKind(
    "status-on-error-succeeds", .error,
    "callers take the answer for a success, or go elsewhere, and nobody learns that nothing was done")

  var kinds: [FindingKind] { [Self.missing, Self.success] }

  /// Names of Envoy's codes below 400.
  private static let names: Set<String> = [
    "Continue", "OK", "Created", "Accepted", "NonAuthoritativeInformation", "NoContent", "ResetContent",
    "PartialContent", "MultiStatus", "AlreadyReported", "IMUsed", "MultipleChoices", "MovedPermanently", "Found",
    "SeeOther", "NotModified", "UseProxy", "TemporaryRedirect", "PermanentRedirect",
  ]

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for authorizer in setup.authorizers { checkCode(authorizer, report) }
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

  private func checkCode(_ authorizer: Authorizer, _ report: (MeshFinding) -> Void) {
    guard let value = authorizer.config.field("status_on_error") else { return }
    let isProvider = authorizer.origin == .provider
    guard let code = isProvider ? value.scalarText : value.text("code"),
      Int(code).map({ $0 < 400 }) ?? Self.names.contains(code)
    else { return }
    report(
      Self.success.finding(
        at: isProvider ? value.position : value.position(of: "code"),
        "without mpe's answer \(authorizer.title) says `\(code)`", remedy: "answer 503",
        yaml: isProvider ? "statusOnError: \"503\"" : "status_on_error: {code: ServiceUnavailable}"))
  }
}
