import ArgumentParser
import AuditStore
import Foundation
import Logging
import PolicyEngine
import Rego
import Server

/// `mpe serve`: answers requests until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "serve", abstract: "Answer requests.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var bundles: BundleOptions
  @OptionGroup var opa: OPAOptions

  @Option(name: [.short, .customLong("protocol")], help: "`envoy` or `generic`. Repeatable.")
  var `protocol`: [String] = []

  @Option(help: "The port to listen on.")
  var port = 9000

  @Option(help: "The address to listen on; all of them without this flag.")
  var host: String?

  @Option(name: [.short, .customLong("name")], help: "The domain whose mapper is used.")
  var name: String?

  @Option(help: "Where AccessRecords go: `stdout`, `file:PATH` or `off`.")
  var records = "stdout"

  @Flag(name: .customLong("echo-attributes"), help: "Echo what was received in a header, tokens included.")
  var echoAttributes = false

  @Flag(name: .customLong("split-strings"), help: "Split strings in `scopes`, `mroles` and `mgroups`.")
  var splitStrings = false

  @Flag(name: .customLong("deny-ambiguous"), help: "Deny ambiguous request targets before the mapper.")
  var denyAmbiguous = false

  @Option(name: .customLong("max-message"), help: "The largest request, such as `4MiB`.")
  var maxMessage = "4MiB"

  @Option(help: "Event loops; as many as there are cores without this flag.")
  var threads: Int?

  @Option(name: .customLong("drain-timeout"), help: "How long calls in flight may take after a signal to stop.")
  var drainTimeout = "10s"

  @Option(name: .customLong("drain-gap"), help: "How long new calls are still taken after a signal to stop.")
  var drainGap = "150ms"

  func run() async throws {
    let protocols = self.protocol.isEmpty ? ["generic"] : self.protocol
    guard !bundles.bundle.isEmpty else { throw FatalError("at least one bundle must be specified") }
    if let unknown = protocols.first(where: { $0 != "envoy" && $0 != "generic" }) {
      throw FatalError("unsupported protocol: \(unknown)")
    }
    let version = OPAFlags.version(
      flags: opa.opaFlags, isOff: opa.noOPAFlags,
      environment: ProcessInfo.processInfo.environment[OPAFlags.environmentName], warn: Terminal.printWarning)
    var policy = try LoadedPolicy.load(bundles.bundle, version: version)
    policy.options.splitsStringClaims = splitStrings
    policy.options.mapperDomain = name
    if protocols.contains("envoy"), let problem = policy.snapshot.mapperProblem(domain: name) {
      throw FatalError("\(problem); Envoy's requests need a mapper, name its domain with --name or add one to a bundle")
    }
    let plan = ServePlan(
      policy: policy, protocols: protocols, host: host, port: port, echoesAttributes: echoAttributes,
      deniesAmbiguous: denyAmbiguous, messageBytesMax: try Quantity.bytes(maxMessage, flag: "max-message"),
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
      drainTimeoutNanoseconds: try Quantity.nanoseconds(drainTimeout, flag: "drain-timeout"),
      drainGapNanoseconds: try Quantity.nanoseconds(drainGap, flag: "drain-gap"), prettyRecords: global.prettyLog)
    let destination: RecordDestination
    let sink: any RecordSink
    do {
      destination = try RecordDestination(records)
      sink = try destination.open(onEvent: { Terminal.printFatal("records: \($0)") })
    } catch { throw FatalError("\(error)") }
    defer { sink.close(timeoutNanoseconds: 10_000_000_000) }
    try await plan.serve(sink)
  }
}

/// What the flags of `mpe serve` say.
struct ServePlan {
  var policy: LoadedPolicy
  var protocols: [String]
  var host: String?
  var port: Int
  var echoesAttributes: Bool
  var deniesAmbiguous: Bool
  var messageBytesMax: Int
  var threads: Int
  var drainTimeoutNanoseconds: Int64
  var drainGapNanoseconds: Int64
  var prettyRecords: Bool

  /// The one place where the server is started.
  func serve(_ sink: any RecordSink) async throws {
    var configuration = PolicyServerConfiguration()
    configuration.listener.host = host
    configuration.listener.port = port
    configuration.listener.drainTimeout = .nanoseconds(drainTimeoutNanoseconds)
    configuration.listener.drainGap = .nanoseconds(drainGapNanoseconds)
    configuration.listener.session.messageBytesMax = messageBytesMax
    configuration.engine = policy.options
    configuration.threads = threads
    configuration.echoesAttributes = echoesAttributes
    configuration.hasPrettyRecords = prettyRecords
    guard protocols == ["envoy"] else {
      throw FatalError("protocol `generic` is not served yet: choose `-p envoy`")
    }
    let logger = Logger(label: "policyengine.decisionpoint")
    try await PolicyServer.run(
      SnapshotStore(policy.snapshot), sink: sink, configuration: configuration, logger: logger
    ) { port in logger.info("Starting Envoy External Authorization gRPC server on :\(port)") }
  }
}
