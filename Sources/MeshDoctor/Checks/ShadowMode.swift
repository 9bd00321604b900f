import PolicyDomain

/// A filter that asks and does not obey.
struct ShadowMode: DoctorCheck {
  static let shadow = FindingKind(
    "shadow-mode", .note, "requests that mpe denies pass all the same: this is for trying policies out")

  var kinds: [FindingKind] { [Self.shadow] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for authorizer in setup.authorizers where authorizer.setting("shadow_mode")?.isTrue == true {
      report(
        Self.shadow.finding(
          at: authorizer.position(of: "shadow_mode"), "`shadow_mode: true`: \(authorizer.title) enforces nothing",
          remedy: "leave it out once the policies are right"))
    }
  }
}
