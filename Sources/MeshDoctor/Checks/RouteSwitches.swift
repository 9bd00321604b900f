import PolicyDomain

/// Routes that turn the filter off.
struct RouteSwitches: DoctorCheck {
  static let route = FindingKind(
    "route-disabled", .note, "requests of this route pass without a decision and leave no record")
  static let all = FindingKind(
    "all-routes-disabled", .error, "every request passes without a decision, and without a record")
  static let filter = FindingKind(
    "filter-disabled", .warning, "every route that does not turn it on passes without a decision")
  static let off = FindingKind("filter-off", .error, "every request passes without a decision, and without a record")
  static let stray = FindingKind(
    "unmatched-route-setting", .warning, "Envoy goes by the name that the listener gives its filter: this has no effect"
  )

  var kinds: [FindingKind] { [Self.route, Self.all, Self.filter, Self.off, Self.stray] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for manager in setup.managers {
      guard let first = manager.filters.first(where: \.isCheck) else { continue }
      for override in manager.strayOverrides { report(unmatched(override, first)) }
      for filter in manager.filters where filter.isCheck {
        let overrides = manager.overrides(of: filter)
        let whole = manager.routes.flatMap { $0.wholeSwitches(of: filter.name) }
        let places = Set(whole.map { "\($0.position)" })
        for override in overrides where override.isDisabled {
          let isWhole = places.contains("\(override.position)")
          report(
            (isWhole ? Self.all : Self.route).finding(
              at: override.position, "\(override.place) does not ask mpe",
              remedy: isWhole
                ? "remove `disabled`, and set it at the routes that everybody may take"
                : "nothing, where everybody may go there; else remove `disabled`"))
        }
        if filter.isDisabled { report(disabled(filter, manager, overrides)) }
      }
    }
  }

  private func unmatched(_ override: RouteOverride, _ filter: HTTPFilter) -> MeshFinding {
    Self.stray.finding(
      at: override.position,
      "\(override.place) says something about `\(override.filterName)`, and the filter is called `\(filter.name)`",
      remedy: "call both the same", yaml: "typed_per_filter_config:\n  \(filter.name):")
  }

  private func disabled(
    _ filter: HTTPFilter, _ manager: ConnectionManager, _ overrides: [RouteOverride]
  ) -> MeshFinding {
    let on = overrides.count(where: \.isEnabled)
    if on > 0 || manager.hasUnseenRoutes {
      let words = on > 0 ? "\(on) place(s) turn it on" : "its routes come from elsewhere"
      return Self.filter.finding(
        at: filter.position, "filter `\(filter.name)` is off by `disabled: true`, and \(words)",
        remedy: "turn it on for all, and off where nobody needs a decision")
    }
    return Self.off.finding(
      at: filter.position, "filter `\(filter.name)` is off by `disabled: true`, and no route turns it on",
      remedy: "remove `disabled`")
  }
}
