import PolicyDomain

/// Filters that let Envoy choose the route again, after the decision.
struct RouteCache: DoctorCheck {
  static let clears = FindingKind(
    "route-cache-cleared", .warning,
    "the request may take another route than the one that was decided about, and the settings of that route hold")
  static let may = FindingKind(
    "route-cache-may-be-cleared", .note, "then the request may take another route than the one that was decided about")

  var kinds: [FindingKind] { [Self.clears, Self.may] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for authorizer in setup.authorizers where authorizer.setting("clear_route_cache")?.isTrue == true {
      report(
        Self.clears.finding(
          at: authorizer.position(of: "clear_route_cache"), "`clear_route_cache: true` of \(authorizer.title)",
          remedy: "leave it out: mpe adds no header that routes should go by"))
    }
    for manager in setup.managers {
      guard let check = manager.filters.firstIndex(where: \.isCheck) else { continue }
      for filter in manager.filters[(check + 1)...] where !filter.isCheck && !filter.isDisabled {
        if let finding = finding(filter) { report(finding) }
      }
    }
  }

  private func finding(_ filter: HTTPFilter) -> MeshFinding? {
    if let pair = clearing(filter) {
      return Self.clears.finding(
        at: pair, "filter `\(filter.name)` runs after the check and clears the route cache",
        remedy: "move it before ext_authz, or keep it from clearing the cache")
    }
    guard Self.scripted.contains(filter.family), !retains(filter) else { return nil }
    return Self.may.finding(
      at: filter.position, "filter `\(filter.name)` runs after the check and may clear the route cache",
      remedy: "move it before ext_authz, or make sure that it does not")
  }

  /// Filters whose code decides.
  private static let scripted: Set<String> = ["lua", "wasm", "golang", "ext_proc", "dynamic_modules"]

  /// Where a filter is told to clear it.
  private func clearing(_ filter: HTTPFilter) -> SourcePosition? {
    switch filter.family {
    case "jwt_authn":
      for provider in filter.config.field("providers")?.pairs ?? [] where provider.value.isTrue("clear_route_cache") {
        return provider.value.position(of: "clear_route_cache")
      }
    case "grpc_json_transcoder":
      return filter.config.isTrue("match_incoming_request_route") ? nil : filter.position
    case "ext_proc":
      if filter.config.text("route_cache_action") == "CLEAR" { return filter.config.position(of: "route_cache_action") }
    case "lua":
      for name in ["inline_code", "default_source_code"] {
        let code = filter.config.text(name) ?? filter.config.field(name)?.text("inline_string") ?? ""
        if code.contains("clearRouteCache") { return filter.config.position(of: name) }
      }
    default: if filter.config.isTrue("clear_route_cache") { return filter.config.position(of: "clear_route_cache") }
    }
    return nil
  }

  /// Filters that cannot, as they are set: a script that is here for all to see is one of them.
  private func retains(_ filter: HTTPFilter) -> Bool {
    switch filter.family {
    case "ext_proc":
      filter.config.text("route_cache_action") == "RETAIN" || filter.config.isTrue("disable_clear_route_cache")
    case "lua":
      filter.config.field("inline_code") != nil
        || filter.config.field(path: "default_source_code", "inline_string") != nil
    default: false
    }
  }
}
