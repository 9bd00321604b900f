import PolicyDomain

/// What routes tell mpe beside the request.
struct ContextExtensions: DoctorCheck {
  static let missing = FindingKind("context-extension-not-set", .error, "what reads it is undefined for every request")
  static let unread = FindingKind("unread-context-extension", .note, "a misspelled name would look the same")

  var kinds: [FindingKind] { [Self.missing, Self.unread] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    let reads = setup.reads.filter { $0.path.starts(with: "context_extensions") && $0.path.steps.count > 1 }
    let asking = setup.managers.filter { $0.filters.contains(where: \.isCheck) }
    let overrides = asking.flatMap(\.checkOverrides)
    let set = overrides.flatMap { override in override.contextExtensions.map { (override, $0) } }
    checkReads(reads, Set(set.map(\.1.key)), setup, asking, report)
    guard setup.hasMapper, !reads.contains(where: { $0.path.steps[1] == .any }) else { return }
    let names = Set(reads.compactMap { $0.path.name(at: 1) })
    for (override, pair) in set where !names.contains(pair.key) {
      report(
        Self.unread.finding(
          at: pair.position, "\(override.place) sets the context extension `\(pair.key)`, and no mapper reads it",
          remedy: "leave it out, or read `input.context_extensions[\"\(pair.key)\"]`"))
    }
  }

  private func checkReads(
    _ reads: [AttributeRead], _ set: Set<String>, _ setup: MeshSetup, _ asking: [ConnectionManager],
    _ report: (MeshFinding) -> Void
  ) {
    // Routes that come from elsewhere may set anything.
    let isOpen = asking.contains(where: \.hasUnseenRoutes)
    guard !isOpen, let authorizer = setup.requestAuthorizers.first else { return }
    var told: Set<String> = []
    for read in reads {
      let name = read.path.name(at: 1)
      guard name.map({ !set.contains($0) }) ?? set.isEmpty, told.insert(name ?? "").inserted else { continue }
      let isProvider = authorizer.origin == .provider
      report(
        Self.missing.finding(
          at: authorizer.position,
          isProvider
            ? "\(read.words), and istiod sets no context extensions" : "\(read.words), and no route sets it",
          remedy: isProvider ? "patch the routes by an EnvoyFilter, or do without it" : "set it where it is to hold",
          yaml: """
            typed_per_filter_config:
              envoy.filters.http.ext_authz:
                "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute
                check_settings: {context_extensions: {\(name ?? "NAME"): VALUE}}
            """))
    }
  }
}
