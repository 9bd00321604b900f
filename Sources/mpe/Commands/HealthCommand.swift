import ArgumentParser
import Rego
import Server

/// `mpe health`: asks a running server whether it serves, for probes where there is neither shell nor curl.
struct HealthCommand: AsyncParsableCommand, FlaggedCommand {
  static let configuration = CommandConfiguration(
    commandName: "health", abstract: "Ask a running server whether it serves.",
    discussion: """
      Asks gRPC's health service, or by HTTP/1 where --address is a URL or, without --address, where that is what is \
      spoken. Without --address it asks where the settings `listen` and `host` say, else 127.0.0.1:9000.

      Exit status: 0 when it is SERVING, 1 when it is not or cannot be asked.
      """)
  static let flags: [FlagShape] = [
    .value("address", as: HealthAddress.self), .value("service"),
    .value("timeout", as: TimeSpan.self, from: "1ms", to: "1h"), .value("format", as: Format.self),
  ]

  enum Format: String, FlagValue, CaseIterable {
    case text, json

    static let expectation = "write `text` or `json`"
  }

  @Option(
    help: ArgumentHelp(
      """
      Where to ask: HOST:PORT, unix:/PATH or unix:@NAME by gRPC, http://HOST:PORT/PATH by HTTP, where /PATH is /readyz \
      unless it is given.
      """, valueName: "place"))
  var address: HealthAddress?

  @Option(
    help: ArgumentHelp(
      "What gRPC's health service is asked about, such as envoy.service.auth.v3.Authorization. (default: all of it)",
      valueName: "name"))
  var service: String?

  @Option(help: ArgumentHelp("How long all of it may take.", valueName: "time"))
  var timeout = TimeSpan(argument: "2s")!

  @Option(help: "How the answer is printed: text or json.")
  var format = Format.text

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    var target = try address?.target ?? standardTarget()
    var report = await ask(target)
    if address == nil, report.speaksHTTP1, case .grpc(.tcp(let host?, let port)) = target {
      target = .http(host: host, port: port, path: HealthAddress.readiness)
      report = await ask(target)
    }
    if format == .json {
      try Terminal.printOutput(document(target, report))
      if report.problem != nil { throw ExitCode(CommandLineTool.failure) }
    } else if let problem = report.problem {
      throw FatalError(problem)
    } else {
      try Terminal.printOutput("`\(target)` is \(report.state ?? "SERVING")")
    }
  }

  private func ask(_ target: ProbeTarget) async -> ProbeReport {
    await HealthProbe.run(target, service: service ?? "", timeout: .nanoseconds(timeout.nanoseconds))
  }

  private func standardTarget() throws(FatalError) -> ProbeTarget {
    let listeners = Host.settings.value("listen").map { $0.elements ?? Setting.names($0.text) } ?? []
    return try HealthAddress.standard(listeners: listeners, host: Host.settings.value("host")?.text)
  }

  private func document(_ target: ProbeTarget, _ report: ProbeReport) -> String {
    Document { arena in
      var object = ObjectBuilder(arena)
      object.set("address", arena.string("\(target)"))
      if let problem = report.problem { object.set("problem", arena.string(problem)) }
      object.set("service", arena.string(service ?? ""))
      object.set("state", report.state.map { arena.string($0) } ?? .null)
      return object.finish()
    }.json
  }
}
