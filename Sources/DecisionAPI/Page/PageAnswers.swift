internal import Hummingbird
internal import NIOCore

/// `GET /swagger-ui/…`: a page that shows the OpenAPI document and tries its requests.
enum PageAnswers {
  private static let prefix = "/swagger-ui/"

  /// Nil for paths that do not belong to the page.
  static func endpoint(_ path: String) -> Endpoint? {
    guard path.hasPrefix(prefix) else { return nil }
    let name = String(path.dropFirst(prefix.count))
    return Endpoint(.get) { _, _ in answer(name) }
  }

  private static func answer(_ name: String) -> Response {
    switch name {
    case "": page("text/html; charset=utf-8", ConsolePage.html)
    case "console.css": page("text/css; charset=utf-8", ConsolePage.style)
    case "console.js": page("text/javascript; charset=utf-8", ConsolePage.script)
    case "index.html": Response(status: .movedPermanently, headers: [.location: "./"])
    default:
      Response(
        status: .notFound, headers: [.contentType: "text/plain; charset=utf-8", .xContentTypeOptions: "nosniff"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: "404 page not found\n")))
    }
  }

  /// Nothing but what comes from here is loaded, run or asked, and nobody frames it.
  private static func page(_ type: String, _ text: String) -> Response {
    var response = Response.text(type, text)
    response.headers[.contentSecurityPolicy] =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
      + "form-action 'none'; frame-ancestors 'none'"
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[FieldNames.referrerPolicy] = "no-referrer"
    response.headers[.cacheControl] = "no-cache"
    return response
  }
}
