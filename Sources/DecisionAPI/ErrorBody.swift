internal import Hummingbird
internal import NIOCore

/// The body of every answer that is no decision: `{"message": …}` and a line end.
struct ErrorBody: ResponseGenerator {
  let status: HTTPResponse.Status
  let message: String

  func response(from request: Request, context: some RequestContext) throws -> Response {
    let text = "{\"message\":\"\(message)\"}\n"
    return Response(
      status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}
