import PolicyDomain

/// A way into a listener.
struct FilterChain {
  /// The listener's name, or its place among others without one.
  let listener: String
  /// Where filters are listed, or would be.
  let position: SourcePosition
  /// Whether a filter of it asks, about connections or about requests.
  let isChecked: Bool
}

/// The HTTP side of a filter chain.
struct ConnectionManager {
  /// The listener's name, or its place among others without one.
  let listener: String
  let position: SourcePosition
  let filters: [HTTPFilter]
  /// Where filters are listed, or would be.
  let filtersPosition: SourcePosition
  /// What RDS calls its routes.
  let routeConfigurationName: String?
  var routes: [RouteConfiguration]

  init(_ message: YAMLOutline, listener: String) {
    self.listener = listener
    position = message.position
    filters = message.list("http_filters").map(HTTPFilter.init)
    filtersPosition = message.position(of: "http_filters")
    routeConfigurationName = message.field(path: "rds", "route_config_name")?.scalarText
    routes = message.field("route_config").map { [RouteConfiguration($0)] } ?? []
  }

  /// The filters that ask, each with what routes say about it.
  var authorizers: [Authorizer] {
    filters.filter { $0.isCheck && !$0.isElsewhere }.map { filter in
      var authorizer = Authorizer(
        origin: .filter, title: "filter `\(filter.name)`", config: filter.config, position: filter.position)
      authorizer.overrides = overrides(of: filter)
      return authorizer
    }
  }

  /// Whether its routes come from elsewhere.
  var hasUnseenRoutes: Bool { routes.isEmpty && routeConfigurationName != nil }

  /// What routes say about a filter: they have to call it as the listener does.
  func overrides(of filter: HTTPFilter) -> [RouteOverride] {
    routes.flatMap(\.overrides).filter { $0.filterName == filter.name }
  }

  /// What routes say about checks.
  var checkOverrides: [RouteOverride] { filters.filter(\.isCheck).flatMap(overrides(of:)) }

  /// What routes say about ext_authz under a name that no filter has.
  var strayOverrides: [RouteOverride] {
    let names = Set(filters.map(\.name))
    return routes.flatMap(\.overrides).filter { $0.isCheck && !names.contains($0.filterName) }
  }
}
