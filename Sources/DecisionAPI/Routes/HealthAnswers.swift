internal import Hummingbird
internal import Rego

/// Whether the process takes requests.
package struct Readiness: Sendable {
  package var isReady: Bool
  /// One word: `ready`, `draining`.
  package var status: String
  /// The fingerprint of the policies in force.
  package var snapshot: String

  package init(isReady: Bool, status: String, snapshot: String) {
    self.isReady = isReady
    self.status = status
    self.snapshot = snapshot
  }
}

/// `GET /healthz`: the process answers. `GET /readyz`: it takes requests.
enum HealthAnswers {
  static var alive: Response {
    let writer = ByteWriter(capacity: 32)
    writer.write("{\"status\":\"ok\"}\n")
    return .json(.ok, writer)
  }

  static func answer(_ readiness: Readiness) -> Response {
    let writer = ByteWriter(capacity: 128)
    writer.write("{\"status\":")
    JSONText.write(readiness.status, to: writer)
    writer.write(",\"snapshot\":")
    JSONText.write(readiness.snapshot, to: writer)
    writer.write("}\n")
    return .json(readiness.isReady ? .ok : .serviceUnavailable, writer)
  }
}
