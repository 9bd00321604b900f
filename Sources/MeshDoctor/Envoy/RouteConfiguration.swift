import PolicyDomain

/// Virtual hosts and their routes, as far as they say something about filters.
struct RouteConfiguration {
  let name: String
  let position: SourcePosition
  private(set) var overrides: [RouteOverride] = []

  init(_ node: YAMLOutline) {
    name = node.text("name") ?? ""
    position = node.position
    take(node, "the route configuration")
    for host in node.list("virtual_hosts") {
      take(host, "virtual host `\(host.text("name") ?? "")`")
      for route in host.list("routes") {
        let title = "the route \(Self.title(of: route))"
        take(route, title)
        for cluster in route.field(path: "route", "weighted_clusters")?.list("clusters") ?? [] { take(cluster, title) }
      }
    }
  }

  private mutating func take(_ node: YAMLOutline, _ place: String) {
    for pair in node.field("typed_per_filter_config")?.pairs ?? [] {
      overrides.append(RouteOverride(filterName: pair.key, place: place, position: pair.position, any: pair.value))
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
  let filterName: String
  /// As messages name it: ``the route `/admin` ``.
  let place: String
  let position: SourcePosition
  /// The message, out of a FilterConfig around it.
  let config: YAMLOutline
  let isCheck: Bool
  /// Whether the filter does not run here.
  let isDisabled: Bool
  /// Whether a filter that is off runs here.
  let isEnabled: Bool

  init(filterName: String, place: String, position: SourcePosition, any: YAMLOutline) {
    self.filterName = filterName
    self.place = place
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
