import PolicyDomain

/// What happens to requests that mpe does not answer.
struct FailureMode: DoctorCheck {
  static let open = FindingKind(
    "fails-open", .error, "whoever can keep mpe from answering, by load or by a fault, gets every request through")

  var kinds: [FindingKind] { [Self.open] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for authorizer in setup.authorizers where authorizer.setting("failure_mode_allow")?.isTrue == true {
      let name = authorizer.origin == .provider ? "failOpen" : "failure_mode_allow"
      report(
        Self.open.finding(
          at: authorizer.position(of: "failure_mode_allow"),
          "`\(name): true` of \(authorizer.title) lets a request pass when mpe does not answer",
          remedy: "refuse it", yaml: "\(name): false"))
    }
  }
}
