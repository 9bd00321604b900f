import PolicyDomain

/// A filter in the order in which a connection manager runs them.
struct HTTPFilter {
  let name: String
  /// `envoy.extensions.filters.http.ext_authz.v3.ExtAuthz`; empty where the configuration comes from elsewhere.
  let typeName: String
  let config: YAMLOutline
  let position: SourcePosition
  /// Off, unless a route turns it on.
  let isDisabled: Bool
  /// Whether its configuration comes by discovery.
  let isElsewhere: Bool

  init(_ node: YAMLOutline) {
    name = node.text("name") ?? ""
    position = node.position
    isDisabled = node.isTrue("disabled")
    let found = node.field("typed_config") ?? node.field(path: "config_discovery", "default_config")
    let typed = found.map(TypedConfig.init)
    isElsewhere = found == nil && node.field("config_discovery") != nil
    typeName = typed?.typeName ?? ""
    config = typed?.message ?? node.field("config") ?? node
  }

  var isCheck: Bool {
    typeName.isEmpty
      ? ["envoy.filters.http.ext_authz", "envoy.ext_authz"].contains(name) : typeName.hasSuffix(".ExtAuthz")
  }

  var isRouter: Bool {
    typeName.isEmpty ? ["envoy.filters.http.router", "envoy.router"].contains(name) : typeName.hasSuffix(".Router")
  }

  var isJWT: Bool {
    typeName.isEmpty ? name == "envoy.filters.http.jwt_authn" : typeName.hasSuffix(".JwtAuthentication")
  }

  /// `ext_authz` of `envoy.extensions.filters.http.ext_authz.v3.ExtAuthz`, else the end of the name.
  var family: String {
    let parts = typeName.split(separator: ".")
    if let index = parts.firstIndex(of: "http"), index + 1 < parts.count { return String(parts[index + 1]) }
    return String(name.split(separator: ".").last ?? "")
  }
}

/// A message in an Any, out of the wrappers that may be around it.
struct TypedConfig {
  let typeName: String
  let message: YAMLOutline

  init(_ any: YAMLOutline) {
    var node = any
    // A TypedStruct, and a matcher around an extension.
    for _ in 0..<4 {
      if let inner = node.field("value"), node.text("type_url") != nil, Self.name(node).hasSuffix(".TypedStruct") {
        typeName = Self.last(node.text("type_url") ?? "")
        message = inner
        return
      }
      guard let inner = node.field(path: "extension_config", "typed_config") else { break }
      node = inner
    }
    typeName = Self.name(node)
    message = node
  }

  /// The name behind the slash of `@type`.
  static func name(_ node: YAMLOutline) -> String { last(node.text("@type") ?? "") }

  private static func last(_ url: String) -> String { String(url.split(separator: "/").last ?? "") }
}
