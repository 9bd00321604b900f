import PolicyDomain

/// How much of a body is sent, and what becomes of a larger one.
struct BodySettings: DoctorCheck {
  static let small = FindingKind(
    "small-body", .warning, "Envoy answers a larger body by 413, before mpe is asked: ordinary requests fail")
  static let partial = FindingKind(
    "partial-body", .warning,
    "of a larger body mpe sees the beginning alone: JSON that is cut short does not parse, and who pads a body hides "
      + "what stands behind")
  static let retried = FindingKind(
    "body-retry", .warning,
    "Envoy answers 503 to a body over 64 KiB that it may have to send twice and that meets a connection being opened")

  var kinds: [FindingKind] { [Self.small, Self.partial, Self.retried] }

  private static let bytesMin = 4096
  private static let retriedBytesMax = 65_536
  /// Where a mapper sees that a body is not all of it.
  private static let partialHeader = "x-envoy-auth-partial-body"

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    let seesParts = setup.reads.contains { $0.path.name(at: 3) == Self.partialHeader }
    for authorizer in setup.authorizers {
      guard let body = authorizer.body else { continue }
      let bytes = body.integer("max_request_bytes")
      let isPartial = body.isTrue("allow_partial_message")
      let position = body.position(of: "max_request_bytes")
      if let bytes, bytes < Self.bytesMin, !isPartial {
        report(
          Self.small.finding(
            at: position, "\(authorizer.title) takes bodies up to \(bytes) bytes",
            remedy: "allow what requests may have", yaml: "max_request_bytes: 65536"))
      }
      if isPartial, !seesParts {
        report(
          Self.partial.finding(
            at: body.position(of: "allow_partial_message"),
            "\(authorizer.title) cuts bodies off, and no mapper looks at the header `\(Self.partialHeader)`",
            remedy: "refuse larger bodies, or deny where that header is `true`", yaml: "allow_partial_message: false"))
      }
      if let bytes, bytes > Self.retriedBytesMax, authorizer.config.field(path: "grpc_service", "retry_policy") != nil {
        report(
          Self.retried.finding(
            at: position, "\(authorizer.title) sends bodies up to \(bytes) bytes and has a `retry_policy`",
            remedy: "leave `retry_policy` out"))
      }
    }
  }
}
