import ArgumentParser
import AuditStore
import Logging
import PolicyEngine
import Server

/// `mpe serve`: answers requests until it is told to stop.
struct ServeCommand: AsyncParsableCommand, FlaggedCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Answer requests until SIGTERM or SIGINT.",
    discussion: """
      AccessRecords go to standard output, everything else to standard error. After a signal what is in flight is \
      answered first. Flags from --allow-builtin to --max-wait are settings: the environment (MPE_RECORDS) and the \
      configuration file (records) are asked too.
      """)
  static let flags =
    BundleOptions.flags + [.list("protocol", "p"), .value("port", as: Port.self), .value("name", "n")]
    + RegoVersionOptions.flags + AllowedBuiltins.flags + ServeOptions.flags

  @OptionGroup var bundles: BundleOptions

  @Option(
    name: [.short, .customLong("protocol")],
    help: ArgumentHelp("What is spoken: envoy (generic is not there yet).", valueName: "protocol"))
  var protocols: [String] = ["generic"]

  @Option(help: "The port to listen on; 0 lets the system choose.")
  var port = Port(argument: "9000")!

  @Option(
    name: [.short, .customLong("name")],
    help: ArgumentHelp("The domain whose mapper is used; needed where several have one.", valueName: "domain"))
  var name: String?

  @OptionGroup var rego: RegoVersionOptions
  @OptionGroup var allowed: AllowedBuiltins
  @OptionGroup var options: ServeOptions
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    guard !bundles.bundle.isEmpty else { throw FatalError("at least one bundle must be specified") }
    try checkProtocols()
    var policy = try LoadedPolicy.load(
      bundles.bundle, version: rego.version, allowing: allowed, tracing: .asked(by: global))
    policy.options.mapperDomain = name
    policy.options.splitsStringClaims = options.splitStrings
    policy.options.limits = options.limits
    if let problem = policy.snapshot.mapperProblem(domain: name) {
      throw FatalError("\(problem): Envoy's requests need a mapper; add one to a bundle, or name its domain by --name")
    }
    try await serve(policy)
  }

  private func checkProtocols() throws(FatalError) {
    if let unknown = protocols.first(where: { $0 != "envoy" && $0 != "generic" }) {
      throw FatalError("unsupported protocol: \(unknown)")
    }
    guard protocols == ["envoy"] else {
      throw FatalError("protocol `generic` is not there yet: choose `-p envoy`")
    }
  }

  private func serve(_ policy: LoadedPolicy) async throws {
    let log = Host.logger("policyengine")
    let sink = try openSink(log)
    var configuration = options.serverConfiguration
    configuration.listener.port = port.number
    configuration.engine = policy.options
    configuration.network = Host.network
    configuration.hasPrettyRecords = global.prettyLog
    let listenerLog = Host.logger("policyengine.decisionpoint")
    do throws(ServerError) {
      try await PolicyServer.run(
        SnapshotStore(policy.snapshot), sink: sink, configuration: configuration, logger: listenerLog,
        didBind: { port in
          listenerLog.info(
            "Starting Envoy External Authorization gRPC server on :\(port)",
            metadata: ["actor": "envoy", "action": "start"])
        }, willDrain: { log.info("Shutting down server...", metadata: Self.shutdown) },
        willAbort: { sink.stopWaiting() })
    } catch {
      throw FatalError(error.message)
    }
    sink.close(timeoutNanoseconds: UInt64(options.drainTimeout.nanoseconds))
    log.info("Server exited gracefully.", metadata: Self.shutdown)
  }

  private static let shutdown: Logger.Metadata = ["actor": "serve", "action": "shutdown"]

  /// From here on standard output is for records alone.
  private func openSink(_ log: Logger) throws(FatalError) -> any RecordSink {
    let output = try StandardStreams.reserveOutput()
    do throws(AuditStoreError) {
      return try options.records.open(overflow: options.recordOverflow, standardOutput: output) { event in
        switch event {
        case .failing(let reason): log.error("AccessRecords are being lost: they cannot be written: \(reason)")
        case .recovered(let lost): log.warning("AccessRecords are written again; \(lost) were lost")
        case .closed(let lost): log.error("\(lost) AccessRecords were lost")
        }
      }
    } catch {
      throw FatalError(error.message)
    }
  }
}
