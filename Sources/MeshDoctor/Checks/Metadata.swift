import PolicyDomain

/// Metadata that mappers read, and whether it is sent.
struct Metadata: DoctorCheck {
  static let missing = FindingKind(
    "metadata-not-sent", .error, "Envoy sends the namespaces that are listed and no other: what reads it is undefined")
  static let unread = FindingKind(
    "unread-metadata", .note, "it is sent with every request for nothing; a misspelled name would look the same")

  var kinds: [FindingKind] { [Self.missing, Self.unread] }

  private struct Channel {
    let context: String
    let member: String
    /// The list of Envoy.
    let list: String
  }

  private static let channels = [
    Channel(context: "metadata_context", member: "filter_metadata", list: "metadata_context_namespaces"),
    Channel(context: "metadata_context", member: "typed_filter_metadata", list: "typed_metadata_context_namespaces"),
    Channel(context: "route_metadata_context", member: "filter_metadata", list: "route_metadata_context_namespaces"),
    Channel(
      context: "route_metadata_context", member: "typed_filter_metadata",
      list: "route_typed_metadata_context_namespaces"),
  ]

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for channel in Self.channels {
      let reads = setup.reads.filter {
        $0.path.starts(with: channel.context, channel.member) && $0.path.steps.count > 2
      }
      for authorizer in setup.requestAuthorizers {
        let sent = authorizer.texts(channel.list)
        check(reads, sent, channel, authorizer, report)
        guard setup.hasMapper, !reads.contains(where: { $0.path.steps[2] == .any }) else { continue }
        let names = Set(reads.compactMap { $0.path.name(at: 2) })
        for namespace in sent where !names.contains(namespace.value) {
          report(
            Self.unread.finding(
              at: namespace.position,
              "metadata of `\(namespace.value)` is sent, and no mapper reads it",
              remedy: "leave it out, or read `input.\(channel.context).\(channel.member)[\"\(namespace.value)\"]`"))
        }
      }
    }
  }

  private func check(
    _ reads: [AttributeRead], _ sent: [Positioned<String>], _ channel: Channel, _ authorizer: Authorizer,
    _ report: (MeshFinding) -> Void
  ) {
    var told: Set<String> = []
    for read in reads {
      let namespace = read.path.name(at: 2)
      if namespace.map({ name in sent.contains { $0.value == name } }) ?? !sent.isEmpty { continue }
      guard told.insert(namespace ?? "").inserted else { continue }
      let names = sent.map(\.value) + [namespace ?? "NAMESPACE"]
      report(
        Self.missing.finding(
          at: authorizer.position(of: channel.list),
          "\(read.words), and \(authorizer.title) does not send that metadata",
          remedy: authorizer.wayToSet(channel.list),
          yaml: authorizer.snippet("\(channel.list): [\(names.joined(separator: ", "))]")))
    }
  }
}

extension Authorizer {
  /// Where a setting of ExtAuthz goes.
  func wayToSet(_ name: String) -> String {
    origin == .provider
      ? "istiod does not set `\(name)`: patch its filter by an EnvoyFilter" : "set `\(name)`"
  }

  /// A setting of ExtAuthz as it is written there.
  func snippet(_ line: String) -> String {
    guard origin == .provider else { return line }
    return """
      configPatches:
        - applyTo: HTTP_FILTER
          match:
            listener:
              filterChain:
                filter:
                  name: envoy.filters.network.http_connection_manager
                  subFilter: {name: envoy.filters.http.ext_authz}
          patch:
            operation: MERGE
            value:
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
                \(line)
      """
  }
}
