import PolicyDomain

/// Takes listeners, routes and clusters out of Envoy's configurations: bootstraps, config dumps, and the files that
/// its discovery reads.
struct EnvoyReader {
  private(set) var managers: [ConnectionManager] = []
  private(set) var routes: [RouteConfiguration] = []
  private(set) var clusters: [Cluster] = []
  private(set) var chains: [FilterChain] = []
  /// Filters that ask about connections.
  private(set) var connectionAuthorizers: [Authorizer] = []
  private(set) var hasDynamicClusters = false
  /// Whether listeners may come from elsewhere.
  private(set) var hasDynamicListeners = false

  /// A bootstrap.
  mutating func take(bootstrap: YAMLOutline) {
    if let resources = bootstrap.field("static_resources") {
      for listener in resources.list("listeners") { take(listener: listener) }
      clusters += resources.list("clusters").map(Cluster.init)
    }
    if let dynamic = bootstrap.field("dynamic_resources") {
      hasDynamicClusters =
        hasDynamicClusters || dynamic.field("cds_config") != nil || dynamic.field("ads_config") != nil
      hasDynamicListeners = dynamic.field("lds_config") != nil || dynamic.field("ads_config") != nil
    }
  }

  /// The answer of the admin interface to `/config_dump`.
  mutating func take(dump: YAMLOutline) {
    for section in dump.list("configs") {
      switch TypedConfig.name(section).split(separator: ".").last ?? "" {
      case "ListenersConfigDump":
        for listener in section.list("static_listeners") { take(listener: listener.field("listener")) }
        for listener in section.list("dynamic_listeners") {
          take(listener: listener.field(path: "active_state", "listener"))
        }
      case "ClustersConfigDump":
        for cluster in section.list("static_clusters") + section.list("dynamic_active_clusters") {
          if let node = cluster.field("cluster") { clusters.append(Cluster(node)) }
        }
      case "RoutesConfigDump":
        // Routes of a listener stand in the listener as well.
        for route in section.list("dynamic_route_configs") {
          if let node = route.field("route_config") { routes.append(RouteConfiguration(node)) }
        }
      default: break
      }
    }
    // The endpoints of clusters that discover them are in no section that is always there.
    hasDynamicClusters = true
  }

  /// A discovery response, or one resource of one.
  mutating func take(resource: YAMLOutline) {
    switch TypedConfig.name(resource).split(separator: ".").last ?? "" {
    case "Listener": take(listener: resource)
    case "Cluster": clusters.append(Cluster(resource))
    case "RouteConfiguration": routes.append(RouteConfiguration(resource))
    default: break
    }
    hasDynamicClusters = true
    hasDynamicListeners = true
  }

  private mutating func take(listener: YAMLOutline?) {
    guard let listener else { return }
    let name = listener.text("name") ?? "at line \(listener.position.line)"
    var chains = listener.list("filter_chains")
    if let chain = listener.field("default_filter_chain") { chains.append(chain) }
    if let chain = listener.field("api_listener"), let inner = chain.field("api_listener") {
      take(manager: TypedConfig(inner).message, listener: name, isChecked: false)
    }
    for chain in chains { take(chain: chain, listener: name) }
  }

  private mutating func take(chain: YAMLOutline, listener: String) {
    let filters = chain.list("filters").compactMap { filter in
      filter.field("typed_config").map { (node: filter, typed: TypedConfig($0)) }
    }
    let checks = filters.filter { $0.typed.typeName.hasSuffix(".ExtAuthz") }
    connectionAuthorizers += checks.map { check in
      Authorizer(
        origin: .network, title: "filter `\(check.node.text("name") ?? "")`", config: check.typed.message,
        position: check.node.position)
    }
    let managers = filters.filter { $0.typed.typeName.hasSuffix(".HttpConnectionManager") }
    for manager in managers {
      take(manager: manager.typed.message, listener: listener, isChecked: !checks.isEmpty)
    }
    // Istio's chains that lead nowhere need no check.
    guard managers.isEmpty, let last = filters.last, last.typed.message.text("cluster") != "BlackHoleCluster" else {
      return
    }
    self.chains.append(
      FilterChain(listener: listener, position: chain.position(of: "filters"), isChecked: !checks.isEmpty))
  }

  private mutating func take(manager message: YAMLOutline, listener: String, isChecked: Bool) {
    let manager = ConnectionManager(message, listener: listener)
    managers.append(manager)
    chains.append(
      FilterChain(
        listener: listener, position: manager.filtersPosition,
        isChecked: isChecked || manager.filters.contains(where: \.isCheck)))
  }
}
