internal import Hummingbird
internal import NIOCore
internal import PolicyEngine
internal import Rego

/// Names of header fields that have no constant elsewhere.
enum FieldNames {
  typealias Name = HTTPFields.Element.Name

  /// The identifier of a decision: `metadata.decision` in its record.
  static let decisionID = Name("x-mpe-decision-id")!
  static let referrerPolicy = Name("referrer-policy")!
}

extension Response {
  private static let allowed = ByteBuffer(string: "{\"allow\":true}\n")
  private static let denied = ByteBuffer(string: "{\"allow\":false}\n")

  /// The answer to a question for one decision: 200 for permission and denial alike.
  static func decision(_ outcome: PORCOutcome) -> Response {
    switch outcome {
    case .allowed(let id): decision(allowed, id)
    case .denied(let id): decision(denied, id)
    case .refused(let problem): .problem(problem)
    case .fault(let fault): .fault(fault)
    }
  }

  private static func decision(_ body: ByteBuffer, _ id: DecisionID?) -> Response {
    var headers: HTTPFields = [.contentType: "application/json"]
    if let id { headers[FieldNames.decisionID] = id.text }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
  }

  static func problem(_ problem: BodyProblem) -> Response { .message(problem.status, problem.message) }

  static func fault(_ fault: DecisionFault) -> Response {
    var response = message(.serviceUnavailable, fault.message)
    response.headers[.retryAfter] = "1"
    return response
  }

  /// An error; to HEAD without its body.
  static func failure(_ status: HTTPResponse.Status, _ message: String, for request: Request) -> Response {
    request.method == .head ? Response(status: status) : .message(status, message)
  }

  /// `{"message": …}` and a line end.
  static func message(_ status: HTTPResponse.Status, _ message: String) -> Response {
    let writer = ByteWriter(capacity: 256)
    writer.write("{\"message\":")
    JSONText.write(message, to: writer)
    writer.write("}\n")
    return json(status, writer)
  }

  static func json(_ status: HTTPResponse.Status, _ writer: ByteWriter) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.array)))
  }

  static func text(_ type: String, _ text: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}

/// Strings of answers.
enum JSONText {
  static func write(_ text: String, to writer: ByteWriter) {
    Array(text.utf8).withUnsafeBufferPointer { JSONWriter.writeString($0, to: writer, escaping: .html) }
  }
}
