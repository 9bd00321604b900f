import PolicyDomain

/// Everything that the files say, taken together.
struct MeshSetup {
  // Envoy.
  var managers: [ConnectionManager] = []
  var routes: [RouteConfiguration] = []
  var clusters: [Cluster] = []
  var chains: [FilterChain] = []
  var connectionAuthorizers: [Authorizer] = []
  /// Whether clusters may come from elsewhere than the files.
  var hasDynamicClusters = false
  /// Whether listeners may come from elsewhere than the files.
  var hasDynamicListeners = false
  /// Whether an Envoy configuration is among the files, and where one begins.
  var proxyPosition: SourcePosition?

  // Istio and Kubernetes.
  var providers: [ExtensionProvider] = []
  /// Whether a mesh configuration is among the files.
  var hasMeshConfiguration = false
  var policies: [CustomPolicy] = []
  var patches: [FilterPatch] = []
  var services: [MeshService] = []
  var containers: [DecisionContainer] = []

  // Policies.
  var reads: [AttributeRead] = []
  /// Whether a mapper is among the files.
  var hasMapper = false

  /// Where mpe listens, and where that is said.
  var listeners: [Positioned<ListenPlace>] = []

  /// Everything that asks mpe, or may.
  private(set) var authorizers: [Authorizer] = []
  /// Routes that say themselves who is asked.
  private(set) var routeAuthorizers: [Authorizer] = []

  /// Puts together what lies in several files.
  mutating func finish() {
    for container in containers { listeners += container.listeners }
    for index in managers.indices where managers[index].routes.isEmpty {
      guard let name = managers[index].routeConfigurationName else { continue }
      managers[index].routes = routes.filter { $0.name == name }
    }
    authorizers = managers.flatMap(\.authorizers) + connectionAuthorizers
    routeAuthorizers = managers.flatMap(\.checkOverrides).compactMap { override in
      guard let settings = override.config.field("check_settings"),
        settings.field("grpc_service") != nil || settings.field("http_service") != nil
      else { return nil }
      return Authorizer(origin: .route, title: override.place, config: settings, position: override.position)
    }
    let merges = patches.filter { !$0.isWholeFilter }.map(\.config)
    authorizers += providers.map { $0.authorizer(patchedBy: merges) }
    authorizers += patches.map(\.authorizer)
  }

  /// The authorizers whose settings are all known: no mere patches.
  var wholeAuthorizers: [Authorizer] { authorizers.filter { $0.origin != .patch } }

  /// Those that ask about HTTP requests, by gRPC.
  var requestAuthorizers: [Authorizer] { wholeAuthorizers.filter { $0.origin != .network && !$0.isHTTPService } }

  /// Whether an AuthorizationPolicy names a provider.
  func isUsed(_ provider: ExtensionProvider) -> Bool { policies.contains { $0.provider?.value == provider.name } }

  func cluster(named name: String) -> Cluster? { clusters.first { $0.name == name } }

  /// The clusters that filters name.
  var authorizationClusters: [Cluster] {
    var seen: Set<String> = []
    return (authorizers + routeAuthorizers).compactMap(\.clusterName).filter { seen.insert($0).inserted }.compactMap(
      cluster(named:))
  }
}
