internal import Hummingbird

/// `POST /-/reload`: reads policies anew and waits for what comes of it.
struct ReloadRoutes {
  let reloader: PolicyReloader

  private struct GoodBody: Encodable {
    /// `changed` or `unchanged`.
    let result: String
    let policy: PolicyBody
    let warnings: [FindingBody]
  }

  private struct BadBody: Encodable {
    let result = "failed"
    let message: String
    let findings: [FindingBody]
    /// Those in force, as before.
    let policy: PolicyBody
  }

  func add(to router: Router<BasicRequestContext>) {
    router.post("/-/reload") { _, _ in await reload() }
  }

  private func reload() async -> Response {
    switch await reloader.reload() {
    case .changed(let status): .json(good("changed", status))
    case .unchanged(let status): .json(good("unchanged", status))
    case .failed(let failure, let status):
      .json(
        BadBody(
          message: failure.message, findings: failure.findings.map(FindingBody.init), policy: PolicyBody(status)),
        status: .unprocessableContent)
    case .refused(let reason):
      .message(reason, status: reloader.mode == .off ? .conflict : .serviceUnavailable)
    }
  }

  private func good(_ result: String, _ status: PolicyStatus) -> GoodBody {
    GoodBody(result: result, policy: PolicyBody(status), warnings: status.warnings.map(FindingBody.init))
  }
}
