internal import Hummingbird

/// Answers what no route answers: a path that there is not by 404, a method that a path has not by 405, and a failure
/// by its status, each with a message in JSON.
struct AllowedMethods<Context: RequestContext>: HTTPResponder {
  private let routes: any HTTPResponder<Context>
  private let methodsByPath: [String: [HTTPRequest.Method]]

  init(_ router: Router<Context>) {
    var methodsByPath: [String: [HTTPRequest.Method]] = [:]
    for route in router.routes {
      methodsByPath[route.path.description, default: []] += route.method == .get ? [.get, .head] : [route.method]
    }
    self.methodsByPath = methodsByPath
    routes = router.buildResponder()
  }

  func respond(to request: Request, context: Context) async throws -> Response {
    guard let methods = methodsByPath[request.uri.path] else {
      return .message("there is no `\(request.uri.path)`", status: .notFound)
    }
    if request.method == .options || !methods.contains(request.method) {
      let allow = (methods + [.options]).map(\.rawValue).sorted().joined(separator: ", ")
      var response =
        request.method == .options
        ? Response(status: .noContent)
        : .message("`\(request.method)` is not one of \(allow)", status: .methodNotAllowed)
      response.headers[.allow] = allow
      return response
    }
    var asGet = request
    if request.method == .head { asGet = Request(head: request.get, body: request.body) }
    do {
      let response = try await routes.respond(to: asGet, context: context)
      return request.method == .head ? response.createHeadResponse() : response
    } catch let error as any HTTPResponseError {
      return .message(error.status == .contentTooLarge ? "the body is too large" : "\(error)", status: error.status)
    }
  }
}

extension Request {
  /// The same question with an answer that has a body.
  fileprivate var get: HTTPRequest {
    var head = head
    head.method = .get
    return head
  }
}
