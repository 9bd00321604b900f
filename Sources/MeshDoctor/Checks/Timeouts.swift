import PolicyDomain

/// How long a proxy waits for mpe.
struct Timeouts: DoctorCheck {
  static let none = FindingKind(
    "no-timeout", .error,
    "while mpe does not answer, every request waits for it and holds its connection, until the proxy has none left")
  static let long = FindingKind(
    "long-timeout", .warning, "a decision takes a millisecond: who waits for seconds only gathers requests that wait")
  static let unwritten = FindingKind(
    "default-timeout", .warning, "the default is Envoy's to choose, and whoever reads the file does not see it")
  static let invalid = FindingKind("invalid-timeout", .error, "the proxy refuses the configuration")

  static let retry = FindingKind(
    "retry-interval", .warning, "`max_interval` bounds each try as well: mpe has less time than the file says")

  var kinds: [FindingKind] { [Self.none, Self.long, Self.unwritten, Self.invalid, Self.retry] }

  /// Seconds.
  static let secondsMax = 5.0
  /// What istiod writes where nobody said anything.
  static let istioDefault = 600.0

  func check(_ setup: MeshSetup, report: (MeshFinding) -> Void) {
    for authorizer in setup.wholeAuthorizers + setup.routeAuthorizers where !authorizer.isHTTPService {
      guard let timeout = authorizer.timeout else {
        report(absent(authorizer))
        continue
      }
      judge(timeout, authorizer, report)
      guard let interval = authorizer.retryInterval, let text = interval.scalarText,
        let most = DurationText.seconds(text), let seconds = timeout.scalarText.flatMap(DurationText.seconds),
        most < seconds
      else { continue }
      report(
        Self.retry.finding(
          at: interval.position, "`max_interval: \(text)` of \(authorizer.title) is below its time-out",
          remedy: "let it be no less", yaml: "max_interval: \(timeout.scalarText ?? "")"))
    }
  }

  /// Without an exponent, and as few places as it has.
  private static func written(_ seconds: Double) -> String {
    let text = "\(seconds)"
    if text.contains("e") { return "0.25" }
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private func absent(_ authorizer: Authorizer) -> MeshFinding {
    if authorizer.origin == .provider {
      return Self.none.finding(
        at: authorizer.position, "\(authorizer.title) has no `timeout`, and Istio's default is 600 s",
        remedy: "set a timeout", yaml: "timeout: 0.5s")
    }
    return Self.unwritten.finding(
      at: authorizer.config.position(of: "grpc_service"),
      "\(authorizer.title) has no `grpc_service.timeout`, and Envoy's default is 0.2 s", remedy: "write it down",
      yaml: "grpc_service:\n  timeout: 0.25s")
  }

  private func judge(_ timeout: YAMLOutline, _ authorizer: Authorizer, _ report: (MeshFinding) -> Void) {
    let text = timeout.scalarText ?? ""
    guard let seconds = DurationText.seconds(text) else {
      return report(
        Self.invalid.finding(
          at: timeout.position, "`\(text)` is no duration", remedy: "write seconds with their unit",
          yaml: "timeout: 0.25s"))
    }
    if !authorizer.isMesh, !DurationText.isOfProtobuf(text) {
      report(
        Self.invalid.finding(
          at: timeout.position, "Envoy does not take `\(text)`: its durations are seconds", remedy: "write seconds",
          yaml: "timeout: \(Self.written(seconds))s"))
    }
    if seconds <= 0 {
      report(
        Self.none.finding(
          at: timeout.position, "`timeout: \(text)` of \(authorizer.title) waits without an end",
          remedy: "set a timeout", yaml: "timeout: 0.25s"))
    } else if seconds >= Self.istioDefault {
      report(
        Self.none.finding(
          at: timeout.position, "`timeout: \(text)` of \(authorizer.title): Istio's default is 600 s",
          remedy: "set a timeout", yaml: "timeout: 0.25s"))
    } else if seconds > Self.secondsMax {
      report(
        Self.long.finding(
          at: timeout.position, "`timeout: \(text)` of \(authorizer.title) is long",
          remedy: "wait no longer than a caller would", yaml: "timeout: 0.25s"))
    }
  }
}
