internal import Foundation
internal import Hummingbird
internal import PolicyDomain

extension Response {
  /// JSON with its keys sorted, so that answers can be compared.
  static func json(_ body: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // INVARIANT: only strings, numbers and lists of them are encoded.
    let bytes = (try? encoder.encode(body)) ?? Data()
    return text(bytes + [UInt8(ascii: "\n")], type: "application/json", status: status)
  }

  static func message(_ message: String, status: HTTPResponse.Status) -> Response {
    json(["message": message], status: status)
  }

  static func text(_ bytes: some Sequence<UInt8>, type: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: type, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: Array(bytes))))
  }
}

/// The policies in force, as answers show them.
struct PolicyBody: Encodable {
  let snapshot: String
  let domains: [String]
  let loadedAt: String

  init(_ status: PolicyStatus) {
    snapshot = status.fingerprint
    domains = status.domains
    loadedAt = Timestamp.text(nanoseconds: status.loadedNanoseconds)
  }
}

/// A finding about a bundle.
struct FindingBody: Encodable {
  let category: String
  let severity: String
  let message: String
  let file: String?
  let line: Int?
  let column: Int?
  let remedy: String?

  init(_ finding: DomainDiagnostic) {
    category = finding.category.rawValue
    severity = finding.severity.rawValue
    message = finding.text
    file = finding.position?.file
    line = finding.position.flatMap { $0.line > 0 ? $0.line : nil }
    column = finding.position.flatMap { $0.column > 0 ? $0.column : nil }
    remedy = finding.remedy
  }
}

enum Timestamp {
  /// RFC 3339 in UTC, with milliseconds.
  static func text(nanoseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(nanoseconds / 1_000_000) / 1000)
      .formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
  }
}
