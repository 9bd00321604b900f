import PolicyDomain

/// A place that says how mpe is asked: one of Envoy's ext_authz filters, an extension provider of Istio, or a patch of
/// the filter that istiod makes of one.
struct Authorizer {
  enum Origin {
    /// Of HTTP requests.
    case filter
    /// Of TCP connections.
    case network
    case provider, patch
    /// A route that has mpe asked in another way than the filter does.
    case route

    var isFilter: Bool { self == .filter || self == .network }

    /// Whether it names clusters of Envoy.
    var isEnvoy: Bool { isFilter || self == .route }
  }

  let origin: Origin
  /// As messages name it: ``filter `envoy.filters.http.ext_authz` ``.
  let title: String
  /// The message ExtAuthz, or the provider's settings.
  let config: YAMLOutline
  /// Where it begins.
  let position: SourcePosition
  /// Whether istiod makes Envoy's configuration of it.
  var isMesh = false
  /// What EnvoyFilters merge into the filter of a provider.
  var patches: [YAMLOutline] = []
  /// What routes say about it.
  var overrides: [RouteOverride] = []

  /// A setting under its name in the message ExtAuthz; what patches say wins.
  func setting(_ name: String) -> YAMLOutline? {
    for patch in patches.reversed() {
      if let value = patch.field(name) { return value }
    }
    return origin == .provider ? providerSetting(name) : config.field(name)
  }

  private func providerSetting(_ name: String) -> YAMLOutline? {
    switch name {
    case "failure_mode_allow": config.field("fail_open")
    case "with_request_body": config.field("include_request_body_in_check")
    case "status_on_error", "clear_route_cache": config.field(name)
    default: nil
    }
  }

  var timeout: YAMLOutline? {
    for patch in patches.reversed() {
      if let value = patch.field(path: "grpc_service", "timeout") { return value }
    }
    return origin == .provider ? config.field("timeout") : config.field(path: "grpc_service", "timeout")
  }

  /// How long a pause before another try may be.
  var retryInterval: YAMLOutline? {
    for message in patches.reversed() + [config] {
      let policy = message.field(path: "grpc_service", "retry_policy")
      if let value = policy?.field(path: "retry_back_off", "max_interval") { return value }
    }
    return nil
  }

  var body: YAMLOutline? { setting("with_request_body") }

  /// The texts of a list.
  func texts(_ name: String) -> [Positioned<String>] {
    (setting(name)?.elements ?? []).compactMap { item in item.scalarText.map { Positioned($0, at: item.position) } }
  }

  /// The cluster that is asked, or nil where it is not told by name.
  var clusterName: String? {
    origin == .provider ? nil : config.field(path: "grpc_service", "envoy_grpc", "cluster_name")?.scalarText
  }

  /// Whether it is asked by plain HTTP.
  var isHTTPService: Bool { origin != .provider && config.field("http_service") != nil }

  /// Where a setting stands, or where it would.
  func position(of name: String) -> SourcePosition {
    for patch in patches.reversed() {
      if let pair = patch.member(name) { return pair.position }
    }
    let own =
      switch (origin, name) {
      case (.provider, "failure_mode_allow"): "fail_open"
      case (.provider, "with_request_body"): "include_request_body_in_check"
      default: name
      }
    return config.member(own)?.position ?? position
  }
}
