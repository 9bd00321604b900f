import PolicyDomain

/// Routes that turn the filter off.
struct RouteSwitches: DoctorCheck {
  static let route = FindingKind(
    "route-disabled", .note, "requests of this route pass without a decision and leave no record")
  static let filter = FindingKind(
    "filter-disabled", .warning, "every route that does not turn it on passes without a decision")

  var kinds: [FindingKind] { [Self.route, Self.filter] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for manager in setup.managers {
      for filter in manager.filters where filter.isCheck {
        let overrides = manager.overrides(of: filter)
        for override in overrides where override.isDisabled {
          report(
            Self.route.finding(
              at: override.position, "\(override.place) does not ask mpe",
              remedy: "nothing, where everybody may go there; else remove `disabled`"))
        }
        guard filter.isDisabled else { continue }
        let on = overrides.count(where: \.isEnabled)
        report(
          Self.filter.finding(
            at: filter.position,
            "filter `\(filter.name)` is off by `disabled: true`, and \(on == 0 ? "no route turns" : "\(on) place(s) turn") it on",
            remedy: "turn it on for all, and off where nobody needs a decision"))
      }
    }
  }
}
