internal import Hummingbird

/// `/-/loglevel`: GET shows the levels in force, PUT changes those of the modules that its body names.
struct LogLevelRoutes {
  let levels: LogLevelControl

  private static let bodyBytesMax = 4 << 10

  func add(to router: Router<BasicRequestContext>) {
    router.get("/-/loglevel") { _, _ in show() }
    router.put("/-/loglevel") { request, _ in
      var request = request
      let body = try await request.collectBody(upTo: Self.bodyBytesMax)
      return change(String(buffer: body))
    }
  }

  private func show() -> Response { .text("\(levels.levels())\n".utf8, type: "text/plain; charset=utf-8") }

  private func change(_ text: String) -> Response {
    let words = text.filter { !$0.isNewline }
    if let problem = levels.change(words) { return .message(problem, status: .badRequest) }
    return show()
  }
}
