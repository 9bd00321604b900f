import PolicyDomain

/// Names of attributes that no request has.
struct AttributeNames: DoctorCheck {
  static let unknown = FindingKind(
    "attribute-name", .warning, "mappers get the message's own names: what reads another one is undefined")

  var kinds: [FindingKind] { [Self.unknown] }

  private static let top = [
    "source", "destination", "request", "context_extensions", "metadata_context", "route_metadata_context",
    "tls_session",
  ]
  private static let peer = ["address", "certificate", "labels", "principal", "service"]
  private static let metadata = ["filter_metadata", "typed_filter_metadata"]
  private static let http = [
    "id", "method", "headers", "header_map", "path", "host", "scheme", "query", "fragment", "size", "protocol", "body",
    "raw_body",
  ]

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    guard !setup.authorizers.isEmpty else { return }
    for read in setup.reads {
      if read.written != read.path {
        report(
          Self.unknown.finding(
            at: read.place.position, "\(read.place.module) reads `\(read.written.text)`, which is Envoy's JSON",
            remedy: "write `\(read.path.text)`"))
      } else if let (index, known) = Self.wrongStep(read.path) {
        let name = read.path.name(at: index) ?? ""
        report(
          Self.unknown.finding(
            at: read.place.position, "\(read.place.module) reads `\(read.written.text)`: there is no `\(name)`",
            remedy: NearestWord.of(name, among: known).map { "did you mean `\($0)`?" }
              ?? "there are \(known.map { "`\($0)`" }.joined(separator: ", "))"))
      }
    }
  }

  /// The step that leads nowhere, and those that lead somewhere.
  private static func wrongStep(_ path: AttributePath) -> (Int, [String])? {
    guard let first = path.name(at: 0) else { return nil }
    guard top.contains(first) else { return (0, top) }
    let second: [String]
    switch first {
    case "source", "destination": second = peer
    case "metadata_context", "route_metadata_context": second = metadata
    case "request": second = ["http", "time"]
    case "tls_session": second = ["sni"]
    default: return nil
    }
    if let name = path.name(at: 1), !second.contains(name) { return (1, second) }
    if path.starts(with: "request", "http"), let name = path.name(at: 2), !http.contains(name) { return (2, http) }
    if first == "source" || first == "destination", path.name(at: 1) == "address", let name = path.name(at: 2),
      name != "Address"
    {
      return (2, ["Address"])
    }
    return nil
  }
}
