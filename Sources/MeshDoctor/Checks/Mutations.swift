import PolicyDomain

/// What an answer may do to a request.
struct Mutations: DoctorCheck {
  static let unchecked = FindingKind(
    "mutations-not-validated", .warning,
    "whatever answers at mpe's address may put any header, even an invalid one, into the request")

  var kinds: [FindingKind] { [Self.unchecked] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for authorizer in setup.wholeAuthorizers where authorizer.origin == .filter {
      guard authorizer.setting("validate_mutations")?.isTrue != true else { continue }
      report(
        Self.unchecked.finding(
          at: authorizer.position(of: "validate_mutations"),
          "\(authorizer.title) does not validate what an answer changes", remedy: "validate it",
          yaml: "validate_mutations: true"))
    }
  }
}
