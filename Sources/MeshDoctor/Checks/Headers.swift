import PolicyDomain

/// Headers that mappers read, and whether they are sent.
struct Headers: DoctorCheck {
  static let missing = FindingKind(
    "header-not-sent", .error, "the header is absent for every request, whatever the caller sends")
  static let encoding = FindingKind(
    "header-encoding", .error,
    "headers stand in `headers` or, with `encode_raw_headers`, in `header_map`, never in both: the other one is empty")

  static let capital = FindingKind(
    "header-case", .error, "Envoy sends names of headers in lower case: what reads it is undefined for every request")

  var kinds: [FindingKind] { [Self.missing, Self.encoding, Self.capital] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    let plain = setup.reads.filter {
      $0.path.starts(with: "request", "http", "headers") && $0.path.steps.count > 3
    }
    let raw = setup.reads.filter { $0.path.starts(with: "request", "http", "header_map") }
    for read in plain where !setup.authorizers.isEmpty {
      guard let name = read.path.name(at: 3), name != name.lowercased() else { continue }
      report(
        Self.capital.finding(
          at: read.place.position, "\(read.place.module) reads `\(read.written.text)`, with capital letters",
          remedy: "read `input.request.http.headers[\"\(name.lowercased())\"]`"))
    }
    for authorizer in setup.requestAuthorizers {
      let isRaw = authorizer.setting("encode_raw_headers")?.isTrue == true
      if let read = isRaw ? plain.first : raw.first, (isRaw ? raw : plain).isEmpty {
        report(
          Self.encoding.finding(
            at: authorizer.position(of: "encode_raw_headers"),
            "\(read.words), and \(authorizer.title) sends `\(isRaw ? "header_map" : "headers")`",
            remedy: authorizer.wayToSet("encode_raw_headers"),
            yaml: authorizer.snippet("encode_raw_headers: \(!isRaw)")))
      }
      for read in plain { if let finding = withheld(read, authorizer) { report(finding) } }
    }
  }

  private func withheld(_ read: AttributeRead, _ authorizer: Authorizer) -> MeshFinding? {
    guard let name = read.path.name(at: 3)?.lowercased() else { return nil }
    let patterns = authorizer.setting("disallowed_headers")?.list("patterns") ?? []
    if let pattern = patterns.first(where: { HeaderPattern.matches($0, name) == true }) {
      return Self.missing.finding(
        at: pattern.position, "\(read.words), and `disallowed_headers` withholds `\(name)`",
        remedy: "leave the pattern out")
    }
    guard let allowed = authorizer.setting("allowed_headers") else { return nil }
    let isKept = allowed.list("patterns").contains { HeaderPattern.matches($0, name) != false }
    guard !isKept else { return nil }
    return Self.missing.finding(
      at: authorizer.position(of: "allowed_headers"),
      "\(read.words), and `allowed_headers` does not let `\(name)` through", remedy: "allow it, or allow all",
      yaml: "- exact: \(name)")
  }
}
