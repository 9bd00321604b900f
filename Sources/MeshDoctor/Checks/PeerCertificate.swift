import PolicyDomain

/// What mappers read of the caller's connection.
struct PeerCertificate: DoctorCheck {
  static let certificate = FindingKind(
    "certificate-not-sent", .error, "`source.certificate` is empty for every caller, whatever it presented")
  static let session = FindingKind(
    "tls-session-not-sent", .error, "`tls_session` is absent for every caller, whatever name it asked for")

  var kinds: [FindingKind] { [Self.certificate, Self.session] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    let certificate = setup.reads.first { $0.path.starts(with: "source", "certificate") }
    let session = setup.reads.first { $0.path.starts(with: "tls_session") }
    for authorizer in setup.wholeAuthorizers where !authorizer.isHTTPService {
      if let certificate {
        check(certificate, "include_peer_certificate", Self.certificate, authorizer, report)
      }
      if let session { check(session, "include_tls_session", Self.session, authorizer, report) }
    }
  }

  private func check(
    _ read: AttributeRead, _ setting: String, _ kind: FindingKind, _ authorizer: Authorizer,
    _ report: (MeshFinding) -> Void
  ) {
    guard authorizer.setting(setting)?.isTrue != true else { return }
    report(
      kind.finding(
        at: authorizer.position(of: setting), "\(read.words), and \(authorizer.title) does not send it",
        remedy: authorizer.wayToSet(setting), yaml: authorizer.snippet("\(setting): true")))
  }
}
