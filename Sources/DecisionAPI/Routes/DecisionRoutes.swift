package import Hummingbird
package import NIOCore

/// What a request is answered with, besides itself.
package struct DecisionContext: InitializableFromSource, Sendable {
  /// Where it came in.
  package let channel: any Channel

  package init(channel: any Channel) { self.channel = channel }

  package init(source: ApplicationRequestContextSource) { channel = source.channel }
}

/// The routes of the decision service. Paths are compared as they were sent, byte by byte: a policy decision point has
/// no business guessing what `//decision` or `/decision/` may mean.
package struct DecisionRoutes: HTTPResponder {
  typealias Handler = @Sendable (Request, DecisionContext) async throws(BodyProblem) -> Response

  private let endpoints: [String: Endpoint]

  /// - Parameters:
  ///   - threads: where decisions are made.
  ///   - explaining: where explanations are made.
  ///   - readiness: whether the process takes requests now, and by which policies.
  package init(
    _ threads: any DecidingThreads, _ explaining: any ExplainingThreads, _ options: DecisionOptions,
    readiness: @escaping @Sendable () -> Readiness
  ) {
    let decision = DecisionRoute(threads: threads, options: options)
    let batch = BatchRoute(threads: threads, options: options)
    let explain = ExplainRoute(threads: explaining, options: options)
    endpoints = [
      "/decision": Endpoint(.post, decision.respond),
      "/decisions": Endpoint(.post, batch.respond),
      "/explain": Endpoint(.post, explain.respond),
      "/healthz": Endpoint(.get, isAnsweredToHead: true) { _, _ in HealthAnswers.alive },
      "/readyz": Endpoint(.get, isAnsweredToHead: true) { _, _ in HealthAnswers.answer(readiness()) },
      "/openapi.yaml": Endpoint(.get) { _, _ in DocumentAnswers.openAPI },
      "/openapi.json": Endpoint(.get) { _, _ in DocumentAnswers.openAPIAsJSON },
    ]
  }

  package func respond(to request: Request, context: DecisionContext) async -> Response {
    let path = request.uri.path
    guard let endpoint = endpoints[path] ?? PageAnswers.endpoint(path) else {
      return .failure(.notFound, "Not Found", for: request)
    }
    guard let handler = endpoint.handler(of: request.method) else {
      if request.method == .options { return Response(status: .noContent, headers: [.allow: endpoint.allowed]) }
      var response = Response.failure(.methodNotAllowed, "Method Not Allowed", for: request)
      response.headers[.allow] = endpoint.allowed
      return response
    }
    do throws(BodyProblem) {
      let response = try await handler(request, context)
      return request.method == .head ? response.createHeadResponse() : response
    } catch {
      return .problem(error)
    }
  }
}

/// What can be done at one path.
struct Endpoint: Sendable {
  private let method: HTTPRequest.Method
  private let isAnsweredToHead: Bool
  private let handler: DecisionRoutes.Handler

  init(
    _ method: HTTPRequest.Method, isAnsweredToHead: Bool = false, _ handler: @escaping DecisionRoutes.Handler
  ) {
    self.method = method
    self.isAnsweredToHead = isAnsweredToHead
    self.handler = handler
  }

  func handler(of method: HTTPRequest.Method) -> DecisionRoutes.Handler? {
    method == self.method || (isAnsweredToHead && method == .head) ? handler : nil
  }

  /// The value of the header `Allow`.
  var allowed: String { isAnsweredToHead ? "OPTIONS, \(method), HEAD" : "OPTIONS, \(method)" }
}
