internal import Hummingbird

/// `/healthz`: the process answers. `/readyz`: it decides, and by which policies.
struct HealthRoutes {
  let status: ServiceStatus
  let reloader: PolicyReloader

  private struct ReadyBody: Encodable {
    let state: String
    let policy: PolicyBody
    let reload: ReloadBody
  }

  private struct ReloadBody: Encodable {
    let mode: String
    /// The last reload, if it failed: what is served is older than what lies there.
    let failure: FailureBody?
  }

  private struct FailureBody: Encodable {
    let at: String
    let message: String
    let findings: [FindingBody]
  }

  func add(to router: Router<BasicRequestContext>) {
    router.get("/healthz") { _, _ in Response.json(["state": "alive"]) }
    router.get("/readyz") { _, _ in ready() }
  }

  /// 200 while requests are decided, also by policies that could not be replaced: a bad bundle reaches all instances
  /// at once, and taking all of them out of service would help nobody.
  private func ready() -> Response {
    let phase = status.phase
    let view = reloader.health.view
    let failure = view.failure.map {
      FailureBody(
        at: Timestamp.text(nanoseconds: view.failureNanoseconds), message: $0.message,
        findings: $0.findings.map(FindingBody.init))
    }
    let body = ReadyBody(
      state: phase.rawValue, policy: PolicyBody(view.inForce),
      reload: ReloadBody(mode: reloader.mode.rawValue, failure: failure))
    return .json(body, status: phase == .ready ? .ok : .serviceUnavailable)
  }
}
