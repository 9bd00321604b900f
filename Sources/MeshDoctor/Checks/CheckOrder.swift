import PolicyDomain

/// Where ext_authz stands among the filters.
struct CheckOrder: DoctorCheck {
  static let late = FindingKind(
    "check-after-router", .error, "the router ends the chain: what stands behind it never runs, and nothing is asked")
  static let none = FindingKind("no-check", .error, "every request passes without a decision")
  static let chain = FindingKind(
    "unchecked-chain", .warning,
    "who reaches this chain, by another server name or protocol, passes without a decision")
  static let listener = FindingKind("unchecked-listener", .note, "requests to this listener pass without a decision")

  static let unseen = FindingKind(
    "unseen-listeners", .note, "whether they ask mpe, and how, is not looked at")

  var kinds: [FindingKind] { [Self.late, Self.none, Self.chain, Self.listener, Self.unseen] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    let asking = setup.managers.filter { $0.filters.contains(where: \.isCheck) }
    if asking.isEmpty, setup.authorizers.isEmpty, let position = setup.proxyPosition {
      return report(missing(setup, at: position))
    }
    for manager in asking {
      guard let check = manager.filters.firstIndex(where: \.isCheck),
        let router = manager.filters[..<check].first(where: \.isRouter)
      else { continue }
      report(
        Self.late.finding(
          at: manager.filters[check].position,
          "filter `\(manager.filters[check].name)` stands behind the router of line \(router.position.line)",
          remedy: "put it before the router"))
    }
    let listeners = Set(setup.chains.filter(\.isChecked).map(\.listener))
    guard !listeners.isEmpty else { return }
    let others = setup.chains.filter { !$0.isChecked }
    for chain in others where listeners.contains(chain.listener) {
      report(
        Self.chain.finding(
          at: chain.position, "a filter chain of listener `\(chain.listener)` has no ext_authz",
          remedy: "add the filter, unless everybody may go there"))
    }
    let apart = others.filter { !listeners.contains($0.listener) }
    if let first = apart.first {
      report(
        Self.listener.finding(
          at: first.position, "\(names(apart)) without ext_authz",
          remedy: "add the filter, unless everybody may go there"))
    }
  }

  /// The first of them by name; proxies of a mesh have hundreds.
  private func names(_ chains: [FilterChain]) -> String {
    var seen: Set<String> = []
    let names = chains.map(\.listener).filter { seen.insert($0).inserted }
    let shown = names.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    let more = names.count > 5 ? " and \(names.count - 5) more" : ""
    return (names.count == 1 ? "there is a listener " : "there are listeners ") + shown + more
  }

  private func missing(_ setup: MeshSetup, at position: SourcePosition) -> MeshFinding {
    guard let manager = setup.managers.first else {
      if setup.hasDynamicListeners {
        return Self.unseen.finding(
          at: position, "the listeners come from elsewhere", remedy: "give a config dump too: `/config_dump`")
      }
      return Self.none.finding(
        at: position, "the configuration has no HTTP listener that could ask mpe",
        remedy: "give the file with the listeners too, or a config dump")
    }
    return Self.none.finding(
      at: manager.filtersPosition, "no listener asks mpe: there is no ext_authz filter",
      remedy: "put one before the router",
      yaml: """
        - name: envoy.filters.http.ext_authz
          typed_config:
            "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
            transport_api_version: V3
            failure_mode_allow: false
            status_on_error: {code: ServiceUnavailable}
            validate_mutations: true
            grpc_service: {timeout: 0.25s, envoy_grpc: {cluster_name: mpe}}
        """)
  }
}
