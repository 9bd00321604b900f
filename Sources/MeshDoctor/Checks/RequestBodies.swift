import PolicyDomain

/// Bodies that mappers read, and whether they are sent.
struct RequestBodies: DoctorCheck {
  static let missing = FindingKind(
    "body-not-sent", .error, "what reads it is undefined for every request, so that rules about it never hold")
  static let encoding = FindingKind(
    "body-encoding", .error,
    "a body stands in `body` as text or, with `pack_as_bytes`, in `raw_body` as base64, never in both")
  static let unread = FindingKind(
    "unread-body", .note, "Envoy holds each body back until mpe has answered, and sends it for nothing")
  static let withheld = FindingKind("body-withheld-by-route", .warning, "what reads a body is undefined on this route")

  var kinds: [FindingKind] { [Self.missing, Self.encoding, Self.unread, Self.withheld] }

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    let texts = setup.reads.filter { $0.path.starts(with: "request", "http", "body") }
    let bytes = setup.reads.filter { $0.path.starts(with: "request", "http", "raw_body") }
    for authorizer in setup.requestAuthorizers {
      guard let read = texts.first ?? bytes.first else {
        if setup.hasMapper, authorizer.body != nil { report(unread(authorizer)) }
        continue
      }
      guard let body = authorizer.body else {
        if !authorizer.overrides.contains(where: \.sendsBody) { report(missing(read, authorizer)) }
        continue
      }
      let isPacked = body.isTrue("pack_as_bytes")
      if isPacked ? bytes.isEmpty : texts.isEmpty { report(encoding(read, body, isPacked: isPacked)) }
      for override in authorizer.overrides {
        guard let settings = override.config.field("check_settings"), settings.isTrue("disable_request_body_buffering")
        else { continue }
        report(
          Self.withheld.finding(
            at: settings.position(of: "disable_request_body_buffering"),
            "\(override.place) sends no body, and \(read.words)", remedy: "let it send the body"))
      }
    }
  }

  private func missing(_ read: AttributeRead, _ authorizer: Authorizer) -> MeshFinding {
    let isBytes = read.path.name(at: 2) == "raw_body"
    let yaml =
      authorizer.origin == .provider
      ? "includeRequestBodyInCheck: {maxRequestBytes: 65536, allowPartialMessage: false, packAsBytes: \(isBytes)}"
      : "with_request_body: {max_request_bytes: 65536, allow_partial_message: false, pack_as_bytes: \(isBytes)}"
    return Self.missing.finding(
      at: authorizer.position, "\(read.words), and \(authorizer.title) sends no body", remedy: "send it", yaml: yaml)
  }

  private func encoding(_ read: AttributeRead, _ body: YAMLOutline, isPacked: Bool) -> MeshFinding {
    Self.encoding.finding(
      at: body.position(of: "pack_as_bytes"),
      "\(read.words), and bodies are sent as \(isPacked ? "bytes, in `raw_body`" : "text, in `body`")",
      remedy: isPacked ? "read `raw_body`, or send text" : "read `body`, or send bytes",
      yaml: "pack_as_bytes: \(!isPacked)")
  }

  private func unread(_ authorizer: Authorizer) -> MeshFinding {
    Self.unread.finding(
      at: authorizer.position(of: "with_request_body"), "\(authorizer.title) sends bodies, and no mapper reads one",
      remedy: "leave it out")
  }
}

extension AttributeRead {
  /// ``mapper `http` reads `input.request.http.body` (shop.yaml:12:5)``.
  var words: String { "\(place.module) reads `\(written.text)` (\(place.position))" }
}
