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
      answered first. Several protocols are served at once by `-p envoy -p generic --listen generic+tcp::9001`: the \
      first listens at --port unless a --listen names it. Bundles are read anew when they change, see --reload. Flags \
      from --allow-builtin to --max-wait are settings: the environment (MPE_RECORDS) and the configuration file \
      (records) are asked too.
      """)
  static let flags =
    BundleOptions.flags + [.list("protocol", "p"), .value("port", as: Port.self), .value("name", "n")]
    + RegoVersionOptions.flags + AllowedBuiltins.flags + ServeOptions.flags

  @OptionGroup var bundles: BundleOptions

  @Option(
    name: [.short, .customLong("protocol")],
    help: ArgumentHelp(
      "What is spoken: generic (PORCs by HTTP and JSON) or envoy (gRPC ext_authz). Repeatable.",
      valueName: "protocol"))
  var protocols: [String] = ["generic"]

  @Option(help: "The port of the first protocol; 0 lets the system choose. (default: 9000)")
  var port: Port?

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
    let plan = try ListenPlan.make(
      protocols: protocols, listeners: options.listen, port: port?.number, host: options.host)
    let trace = TraceFilter.asked(by: global)
    let needsMapper = plan.contains(where: \.0.needsMapper)
    let loader = try LoadedPolicy.loader(
      bundles.bundle, version: rego.version, allowing: allowed, tracing: trace
    ) { [name] snapshot in
      guard needsMapper, let problem = snapshot.mapperProblem(domain: name) else { return nil }
      return "\(problem): Envoy's requests need a mapper; add one to a bundle, or name its domain by --name"
    }
    try await serve(loader, try LoadedPolicies(loader), plan, engineOptions(trace))
  }

  private func engineOptions(_ trace: TraceFilter?) -> EngineOptions {
    var engine = LoadedPolicy.engineOptions(tracing: trace)
    engine.mapperDomain = name
    engine.splitsStringClaims = options.splitStrings
    engine.limits = options.limits
    return engine
  }

  private func serve(
    _ loader: PolicyLoader, _ policies: LoadedPolicies, _ plan: ListenPlan.Plan, _ engine: EngineOptions
  ) async throws {
    let log = Host.logger("policyengine")
    let sink = try openSink(log)
    let service = try await PolicyService(
      loader, policies, sink: sink, reload: options.reload, admin: options.admin)
    var configuration = options.serverConfiguration
    configuration.protocols = plan
    configuration.engine = engine
    configuration.network = Host.network
    configuration.hasPrettyRecords = global.prettyLog
    let listenerLog = Host.logger("policyengine.decisionpoint")
    do throws(ServerError) {
      try await PolicyServer.run(
        service.store, sink: LoggedRecords(service.records, log: log), configuration: configuration,
        logger: listenerLog,
        didBind: {
          service.status.enter(.ready)
          Self.announce($0, $1, listenerLog)
        },
        willDrain: {
          service.status.enter(.stopping)
          log.info("Shutting down server...", metadata: Self.shutdown)
        },
        willAbort: { sink.stopWaiting() })
    } catch {
      throw FatalError(error.message)
    }
    await service.stop()
    sink.close(timeoutNanoseconds: UInt64(options.drainTimeout.nanoseconds))
    log.info("Server exited gracefully.", metadata: Self.shutdown)
  }

  private static func announce(_ spoken: DecisionProtocol, _ addresses: [ListenAddress], _ log: Logger) {
    for address in addresses {
      let place = address.port.map { ":\($0)" } ?? "\(address)"
      switch spoken {
      case .envoy:
        log.info(
          "Starting Envoy External Authorization gRPC server on \(place)",
          metadata: ["actor": "envoy", "action": "start"])
      case .generic:
        log.info("Starting HTTP decision server on \(place)", metadata: ["actor": "generic", "action": "start"])
      }
    }
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
