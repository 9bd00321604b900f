import PolicyDomain

/// What happens to requests that mpe does not answer.
struct FailureMode: DoctorCheck {
  static let open = FindingKind(
    "fails-open", .error, "whoever can keep mpe from answering, by load or by a fault, gets every request through")

  var kinds: [FindingKind] { [Self.open] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    // Patches speak for themselves; they cannot make `true` false.
    for authorizer in setup.authorizers {
      let isProvider = authorizer.origin == .provider
      let name = isProvider ? "failOpen" : "failure_mode_allow"
      guard let pair = authorizer.config.member(isProvider ? "fail_open" : name), pair.value.isTrue else { continue }
      report(
        Self.open.finding(
          at: pair.position,
          "`\(name): true` of \(authorizer.title) lets a request pass when mpe does not answer",
          remedy: "refuse it", yaml: "\(name): false"))
    }
  }
}
