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

  var kinds: [FindingKind] { [Self.late, Self.none, Self.chain, Self.listener] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    let asking = setup.managers.filter { $0.filters.contains(where: \.isCheck) }
    if asking.isEmpty, setup.authorizers.isEmpty, let position = setup.proxyPosition {
      report(missing(setup, at: position))
      return
    }
    let listeners = Set(asking.map(\.listener))
    for manager in setup.managers {
      if let check = manager.filters.firstIndex(where: \.isCheck) {
        guard let router = manager.filters[..<check].first(where: \.isRouter) else { continue }
        report(
          Self.late.finding(
            at: manager.filters[check].position,
            "filter `\(manager.filters[check].name)` stands behind the router of line \(router.position.line)",
            remedy: "put it before the router"))
      } else if !asking.isEmpty {
        let kind = listeners.contains(manager.listener) ? Self.chain : Self.listener
        let words = kind.code == Self.chain.code ? "a filter chain of listener" : "listener"
        report(
          kind.finding(
            at: manager.filtersPosition, "\(words) `\(manager.listener)` has no ext_authz",
            remedy: "add the filter, unless everybody may go there"))
      }
    }
  }

  private func missing(_ setup: MeshSetup, at position: SourcePosition) -> MeshFinding {
    guard let manager = setup.managers.first else {
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
