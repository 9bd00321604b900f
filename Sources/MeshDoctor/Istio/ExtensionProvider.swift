import PolicyDomain

/// An entry of `meshConfig.extensionProviders` that decides about requests.
struct ExtensionProvider {
  let name: String
  let position: SourcePosition
  /// The settings.
  let config: YAMLOutline
  /// Whether it is asked by plain HTTP.
  let isHTTP: Bool

  /// Nil for a provider of another kind, such as a tracer.
  init?(_ node: YAMLOutline) {
    guard let settings = node.field("envoy_ext_authz_grpc") ?? node.field("envoy_ext_authz_http") else { return nil }
    name = node.text("name") ?? ""
    position = node.position
    config = settings
    isHTTP = node.field("envoy_ext_authz_grpc") == nil
  }

  func authorizer(patchedBy patches: [YAMLOutline]) -> Authorizer {
    Authorizer(
      origin: .provider, title: "provider `\(name)`", config: config, position: position, isMesh: true,
      patches: patches)
  }
}

/// An AuthorizationPolicy that leaves the decision to a provider.
struct CustomPolicy {
  let name: String
  let position: SourcePosition
  /// The provider's name, nil where none is written.
  let provider: Positioned<String>?
  /// Whether it covers anything.
  let hasRules: Bool

  /// Nil for a policy that decides itself.
  init?(_ node: YAMLOutline) {
    guard let spec = node.field("spec"), spec.text("action") == "CUSTOM" else { return nil }
    name = node.field("metadata")?.text("name") ?? ""
    position = spec.position(of: "action")
    hasRules = !spec.list("rules").isEmpty
    provider = spec.field(path: "provider", "name").flatMap { value in
      value.scalarText.map { Positioned($0, at: value.position) }
    }
  }
}

/// What an EnvoyFilter says about ext_authz filters.
struct FilterPatch {
  let name: String
  let position: SourcePosition
  let config: YAMLOutline
  /// Whether it adds a filter; else it changes one.
  let isWholeFilter: Bool

  static func patches(in node: YAMLOutline) -> [FilterPatch] {
    let name = node.field("metadata")?.text("name") ?? ""
    return (node.field("spec")?.list("config_patches") ?? []).compactMap { patch in
      guard patch.text("apply_to") == "HTTP_FILTER", let value = patch.field(path: "patch", "value") else { return nil }
      let filter = HTTPFilter(value)
      let operation = patch.field("patch")?.text("operation") ?? ""
      let matched =
        patch.field(path: "match", "listener", "filterChain", "filter", "subFilter", "name")?.scalarText ?? ""
      let isMerge = operation == "MERGE"
      guard filter.isCheck || (isMerge && filter.typeName.isEmpty && matched.hasSuffix("ext_authz")) else { return nil }
      return FilterPatch(
        name: name, position: value.position, config: filter.config,
        isWholeFilter: !isMerge && operation != "REMOVE")
    }
  }

  var authorizer: Authorizer {
    Authorizer(
      origin: isWholeFilter ? .filter : .patch, title: "the filter of EnvoyFilter `\(name)`", config: config,
      position: position, isMesh: true)
  }
}
