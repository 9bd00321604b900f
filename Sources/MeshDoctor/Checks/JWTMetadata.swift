import PolicyDomain

/// What the jwt_authn filter verified, and whether it is there when mpe is asked.
struct JWTMetadata: DoctorCheck {
  static let late = FindingKind(
    "jwt-after-check", .error, "filters run in their order: when mpe is asked, no token has been verified yet")
  static let none = FindingKind(
    "no-jwt-filter", .warning, "the metadata is absent for every request, so that every caller is nobody")
  static let dropped = FindingKind(
    "jwt-payload-not-kept", .error, "the filter verifies the token and throws the claims away")

  var kinds: [FindingKind] { [Self.late, Self.none, Self.dropped] }

  static let namespace = "envoy.filters.http.jwt_authn"

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    let reads = setup.reads.filter {
      $0.path.starts(with: "metadata_context", "filter_metadata", Self.namespace)
    }
    guard let first = reads.first else { return }
    for manager in setup.managers {
      guard let check = manager.filters.firstIndex(where: \.isCheck) else { continue }
      guard let jwt = manager.filters.firstIndex(where: \.isJWT) else {
        report(
          Self.none.finding(
            at: manager.filters[check].position,
            "\(first.words), and listener `\(manager.listener)` has no jwt_authn filter",
            remedy: "verify tokens by a jwt_authn filter before this one"))
        continue
      }
      if jwt > check {
        report(
          Self.late.finding(
            at: manager.filters[jwt].position,
            "\(first.words), and `\(manager.filters[jwt].name)` runs behind the check",
            remedy: "put it before ext_authz"))
      }
      checkKeys(reads, manager.filters[jwt], report)
    }
  }

  private func checkKeys(_ reads: [AttributeRead], _ filter: HTTPFilter, _ report: (MeshFinding) -> Void) {
    let providers = filter.config.field("providers")?.pairs ?? []
    guard !providers.isEmpty else { return }
    let fields = ["payload_in_metadata", "header_in_metadata", "failed_status_in_metadata"]
    let kept = Set(providers.flatMap { provider in fields.compactMap { provider.value.text($0) } })
    var told: Set<String> = []
    for read in reads where read.path.steps.count > 3 {
      let key = read.path.name(at: 3)
      guard key.map({ !kept.contains($0) }) ?? kept.isEmpty, told.insert(key ?? "").inserted else { continue }
      let names = kept.isEmpty ? "nothing" : kept.sorted().map { "`\($0)`" }.joined(separator: ", ")
      report(
        Self.dropped.finding(
          at: providers[0].position, "\(read.words), and the providers keep \(names)",
          remedy: "keep the claims under that name", yaml: "payload_in_metadata: \(key ?? "payload")"))
    }
  }
}
