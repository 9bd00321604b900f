import PolicyDomain

/// Several filters that ask, one after the other.
struct SeveralChecks: DoctorCheck {
  static let several = FindingKind(
    "several-checks", .warning,
    "every request is decided, and recorded, more than once; settings of one filter say nothing about the other")

  var kinds: [FindingKind] { [Self.several] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for manager in setup.managers {
      var asked: [String: HTTPFilter] = [:]
      for filter in manager.filters where filter.isCheck {
        let cluster = filter.config.field(path: "grpc_service", "envoy_grpc", "cluster_name")?.scalarText ?? ""
        if let first = asked[cluster] {
          report(
            Self.several.finding(
              at: filter.position,
              "listener `\(manager.listener)` asks twice: here, and in the filter of line \(first.position.line)",
              remedy: "leave one of the two"))
        } else {
          asked[cluster] = filter
        }
      }
    }
  }
}
