import PolicyDomain

/// Virtual hosts and their routes, as far as they say something about filters.
struct RouteConfiguration {
  let name: String
  let position: SourcePosition
  private(set) var overrides: [RouteOverride] = []

  init(_ node: YAMLOutline) {
    name = node.text("name") ?? ""
    position = node.position
    take(node, "the route configuration", .configuration)
    for (index, host) in node.list("virtual_hosts").enumerated() {
      let isEvery = host.list("domains").contains { $0.scalarText == "*" }
      take(host, "virtual host `\(host.text("name") ?? "")`", .host(index, isEvery: isEvery))
      for route in host.list("routes") {
        let title = "the route \(Self.title(of: route))"
        take(route, title, .route(host: index))
        for cluster in route.field(path: "route", "weighted_clusters")?.list("clusters") ?? [] {
          take(cluster, title, .route(host: index))
        }
      }
    }
  }

  private mutating func take(_ node: YAMLOutline, _ place: String, _ scope: RouteOverride.Scope) {
    for pair in node.field("typed_per_filter_config")?.pairs ?? [] {
      overrides.append(
        RouteOverride(filterName: pair.key, place: place, scope: scope, position: pair.position, any: pair.value))
    }
  }

  /// The places that turn a filter off for every request, with nothing inside that turns it on again.
  func wholeSwitches(of filterName: String) -> [RouteOverride] {
    let all = overrides.filter { $0.filterName == filterName }
    return all.filter { override in
      override.isDisabled && override.scope.isWhole
        && !all.contains { $0.isEnabled && override.scope.contains($0.scope) }
    }
  }

  private static func title(of route: YAMLOutline) -> String {
    if let name = route.text("name"), !name.isEmpty { return "`\(name)`" }
    for way in ["prefix", "path", "path_separated_prefix"] {
      if let text = route.field("match")?.text(way) { return "`\(text)`" }
    }
    return "at line \(route.position.line)"
  }
}

/// What a route, a virtual host or a route configuration says about a filter.
struct RouteOverride {
  /// For which requests it holds.
  enum Scope: Equatable {
    case configuration
    /// - Parameter isEvery: whether its domains are `*`.
    case host(Int, isEvery: Bool)
    case route(host: Int)

    /// Whether these are all requests, but for those of other virtual hosts that name their domains.
    var isWhole: Bool {
      switch self {
      case .configuration, .host(_, isEvery: true): true
      default: false
      }
    }

    /// Whether the other one is narrower and inside.
    func contains(_ other: Scope) -> Bool {
      switch (self, other) {
      case (.configuration, .configuration): false
      case (.configuration, _): true
      case (.host(let host, _), .route(let owner)): host == owner
      default: false
      }
    }
  }

  /// The filter that it is meant for, by the name that the listener gives it.
  let filterName: String
  /// As messages name it: ``the route `/admin` ``.
  let place: String
  let scope: Scope
  let position: SourcePosition
  /// The message, out of a FilterConfig around it.
  let config: YAMLOutline
  let isCheck: Bool
  /// Whether the filter does not run here.
  let isDisabled: Bool
  /// Whether a filter that is off runs here.
  let isEnabled: Bool

  init(filterName: String, place: String, scope: Scope, position: SourcePosition, any: YAMLOutline) {
    self.filterName = filterName
    self.place = place
    self.scope = scope
    self.position = position
    let outer = TypedConfig(any)
    let isWrapped = outer.typeName.hasSuffix(".FilterConfig")
    let inner = isWrapped ? outer.message.field("config").map(TypedConfig.init) ?? outer : outer
    config = inner.message
    isCheck = inner.typeName.hasSuffix(".ExtAuthzPerRoute")
    isDisabled = outer.message.isTrue("disabled") || (isCheck && inner.message.isTrue("disabled"))
    isEnabled = !isDisabled
  }

  /// Whether it sends bodies, whatever the filter does.
  var sendsBody: Bool { config.field(path: "check_settings", "with_request_body") != nil }

  /// What the check gets beside the request.
  var contextExtensions: [YAMLOutline.Pair] {
    config.field(path: "check_settings", "context_extensions")?.pairs ?? []
  }
}
