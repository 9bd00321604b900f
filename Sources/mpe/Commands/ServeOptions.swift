import ArgumentParser
import AuditStore
import Rego
import Server

/// What `mpe serve` takes beyond the original's flags. Each of them is also a setting.
struct ServeOptions: ParsableArguments {
  static let flags = all.map(\.setting)

  private static let all: [FlagShape] = [
    .value("reload", as: ReloadMode.self), .value("admin", as: AdminListener.self),
    .value("records", as: RecordDestination.self), .value("record-overflow", as: RecordOverflow.self),
    .value("host"), .list("listen"), .boolean("echo-attributes"), .boolean("split-strings"), .boolean("deny-ambiguous"),
    .value("max-message", as: ByteSize.self, from: "1KiB", to: "1GiB"),
    .value("max-header", as: ByteSize.self, from: "1KiB", to: "64KiB"),
    .value("max-streams", as: Count.self, from: "1", to: "1M"),
    .value("max-connections", as: Count.self, from: "1", to: "10M"),
    .value("idle-timeout", as: TimeSpan.self, from: "100ms", to: "24h"),
    .value("request-timeout", as: TimeSpan.self, from: "100ms", to: "1h"),
    .value("drain-timeout", as: TimeSpan.self, from: "0s", to: "24h"),
    .value("drain-gap", as: TimeSpan.self, from: "0s", to: "1h"),
    .value("drain-delay", as: TimeSpan.self, from: "0s", to: "1h"),
    .value("threads", as: Count.self, from: "1", to: "1024"),
    .value("max-instructions", as: Count.self, from: "1k", to: "1000G"),
    .value("max-memory", as: ByteSize.self, from: "1MiB", to: "64GiB"),
    .value("max-depth", as: Count.self, from: "1", to: "10k"),
    .value("waiting-threads", as: Count.self, from: "1", to: "1024"),
    .value("waiting-queue", as: Count.self, from: "0", to: "1M"),
    .value("max-wait", as: TimeSpan.self, from: "1ms", to: "1h"),
  ]

  @Option(
    help: """
      What reads bundles anew: watch (a change of their files), signal (SIGHUP, and POST /-/reload of the admin \
      listener, which watch heeds as well) or off.
      """)
  var reload = ReloadMode.watch

  @Option(
    help: ArgumentHelp(
      """
      Where health, readiness, metrics, reloads and log levels are served: HOST:PORT or off. \
      (default: 127.0.0.1:9901, or nowhere when that is taken)
      """, valueName: "place"))
  var admin: AdminListener?

  @Option(help: ArgumentHelp("Where AccessRecords go: stdout, file:PATH or off.", valueName: "place"))
  var records = RecordDestination.standardOutput

  @Option(
    help: "While too many records wait: block until there is room, drop them, or deny what cannot be recorded.")
  var recordOverflow = RecordOverflow.block

  @Option(help: ArgumentHelp("The address that --port is bound to. (default: all)", valueName: "address"))
  var host: String?

  @Option(
    name: .customLong("listen"),
    help: ArgumentHelp(
      "Where to listen instead of --port: [PROTOCOL+]tcp:HOST:PORT, [PROTOCOL+]unix:/PATH[?mode=0660] or "
        + "[PROTOCOL+]unix:@NAME. Repeatable.", valueName: "listener"))
  var listen: [String] = []

  @Flag(help: "Answer with what was received in a header, tokens included, as the original does.")
  var echoAttributes = false

  @Flag(help: "Split strings in scopes, mroles and mgroups at spaces and commas; else they count as empty.")
  var splitStrings = false

  @Flag(help: "Deny paths that proxies and servers read in different ways, such as //a, /a/../b or /a%2fb.")
  var denyAmbiguous = false

  @Option(help: ArgumentHelp("The largest request.", valueName: "size"))
  var maxMessage = ByteSize(argument: "4MiB")!

  @Option(help: ArgumentHelp("The largest header block of a call.", valueName: "size"))
  var maxHeader = ByteSize(argument: "64KiB")!

  @Option(help: ArgumentHelp("Calls at once on a connection.", valueName: "number"))
  var maxStreams = Count(argument: "1024")!

  @Option(help: ArgumentHelp("Connections at once.", valueName: "number"))
  var maxConnections = Count(argument: "20000")!

  @Option(help: ArgumentHelp("A connection that is silent for so long is closed.", valueName: "time"))
  var idleTimeout = TimeSpan(argument: "5m")!

  @Option(help: ArgumentHelp("How long an HTTP request may take to arrive.", valueName: "time"))
  var requestTimeout = TimeSpan(argument: "30s")!

  @Option(help: ArgumentHelp("How long calls in flight may take after a signal.", valueName: "time"))
  var drainTimeout = TimeSpan(argument: "10s")!

  @Option(help: ArgumentHelp("How long new calls are still taken after a signal.", valueName: "time"))
  var drainGap = TimeSpan(argument: "150ms")!

  @Option(
    help: ArgumentHelp(
      """
      How long a signal changes nothing but health and readiness, so that balancers look elsewhere before the drain \
      begins.
      """, valueName: "time"))
  var drainDelay = TimeSpan(argument: "0s")!

  @Option(help: ArgumentHelp("Event loops. (default: one a core)", valueName: "number"))
  var threads: Count?

  @Option(help: ArgumentHelp("Rounds and calls that one evaluation may take.", valueName: "number"))
  var maxInstructions = Count(argument: "10M")!

  @Option(help: ArgumentHelp("Memory that one decision may take.", valueName: "size"))
  var maxMemory = ByteSize(argument: "64MiB")!

  @Option(help: ArgumentHelp("How deep rules and functions may call each other.", valueName: "number"))
  var maxDepth = Count(argument: "512")!

  @Option(help: ArgumentHelp("Decisions that wait for the network at once.", valueName: "number"))
  var waitingThreads = Count(argument: "32")!

  @Option(help: ArgumentHelp("Decisions that wait for one of them to end; more are denied.", valueName: "number"))
  var waitingQueue = Count(argument: "1024")!

  @Option(help: ArgumentHelp("How long such a decision may take, unless its caller sets less.", valueName: "time"))
  var maxWait = TimeSpan(argument: "30s")!

  /// The bounds of one evaluation.
  var limits: Evaluator.Limits {
    var limits = Evaluator.Limits()
    limits.instructionsMax = maxInstructions.number
    limits.memoryBytesMax = maxMemory.bytes
    limits.callDepthMax = maxDepth.number
    return limits
  }

  var serverConfiguration: PolicyServerConfiguration {
    var configuration = PolicyServerConfiguration()
    configuration.listener.connectionsMax = maxConnections.number
    configuration.listener.idleTimeout = .nanoseconds(idleTimeout.nanoseconds)
    configuration.listener.drainTimeout = .nanoseconds(drainTimeout.nanoseconds)
    configuration.listener.drainGap = .nanoseconds(drainGap.nanoseconds)
    configuration.listener.drainDelay = .nanoseconds(drainDelay.nanoseconds)
    configuration.listener.session.messageBytesMax = maxMessage.bytes
    let bufferedBytesMax = configuration.listener.session.bufferedBytesMax
    configuration.listener.session.bufferedBytesMax = max(bufferedBytesMax, maxMessage.bytes)
    configuration.listener.session.headerBytesMax = maxHeader.bytes
    configuration.listener.session.streamsMax = maxStreams.number
    configuration.listener.http.bodyBytesMax = maxMessage.bytes
    configuration.listener.http.headerBytesMax = maxHeader.bytes
    configuration.listener.http.requestTimeout = .nanoseconds(requestTimeout.nanoseconds)
    if let threads { configuration.threads = threads.number }
    configuration.waitingThreads = waitingThreads.number
    configuration.waitingQueueMax = waitingQueue.number
    configuration.waitMax = .nanoseconds(maxWait.nanoseconds)
    configuration.echoesAttributes = echoAttributes
    configuration.deniesAmbiguous = denyAmbiguous
    configuration.deniesWithoutRecord = recordOverflow == .deny
    return configuration
  }
}
