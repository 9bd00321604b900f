import Logging
import PolicyEngine
import Server

/// Policies to be served. The first snapshot is in the store alone, so that it goes when it is replaced.
struct LoadedPolicies {
  let store: SnapshotStore
  let reading: BundleReading

  init(_ loader: PolicyLoader) throws(FatalError) {
    let loaded = try LoadedPolicy.load(by: loader)
    store = SnapshotStore(loaded.snapshot)
    reading = loaded.reading
  }
}

/// What stands around decisions while they are served: reloads, SIGHUP, the admin listener.
struct PolicyService {
  let store: SnapshotStore
  /// Takes the records on their way to the sink.
  let records: RecordCounter
  let status = ServiceStatus()
  private let reloader: PolicyReloader
  private let admin: AdminServer?
  private let hangup: HangupSignal

  /// Begins to look for changes, and answers the admin's questions.
  /// - Throws: when the admin listener was asked for and cannot be had.
  init(
    _ loader: PolicyLoader, _ policies: LoadedPolicies, sink: any AuditSink, reload mode: ReloadMode,
    admin listener: AdminListener?
  ) async throws(FatalError) {
    records = RecordCounter(sink)
    store = policies.store
    let log = Host.logger("policyengine.backend.local")
    var configuration = PolicyReloader.Configuration()
    configuration.mode = mode
    let reloader = PolicyReloader(
      loader, store: store, madeOf: policies.reading, configuration: configuration, logger: log)
    self.reloader = reloader
    hangup = HangupSignal {
      if mode == .off {
        log.warning("SIGHUP is ignored: policies are not reloaded by it with `--reload off`")
      } else {
        reloader.signal()
      }
    }
    let levels = LogLevelControl(levels: { Host.logLevels.levels.text }, change: Self.change)
    let pages = AdminPages(
      status: status, reloader: reloader, levels: levels, records: records, version: VersionCommand.version)
    admin = try await Self.listen(listener, pages)
  }

  /// Ends both; what is in force stays.
  func stop() async {
    await admin?.stop()
    await reloader.stop()
  }

  /// The default place may be taken by another instance, and neither is less of one for it.
  private static func listen(_ listener: AdminListener?, _ pages: AdminPages) async throws(FatalError) -> AdminServer? {
    let log = Host.logger("mpe")
    guard let place = listener.map(\.place) ?? .standard else { return nil }
    do throws(ServerError) {
      let server = try await AdminServer.start(place, pages)
      log.info(
        "admin listener on \(place.with(port: server.port).text)", metadata: ["actor": "admin", "action": "start"])
      return server
    } catch {
      guard listener == nil else { throw FatalError(error.message) }
      log.warning("no admin listener: \(error)", metadata: ["actor": "admin", "action": "start"])
      return nil
    }
  }

  private static func change(_ text: String) -> String? {
    if text.allSatisfy(\.isWhitespace) { return LogLevels.expectation }
    if let complaint = LogLevels.complaint(text) { return complaint }
    Host.logLevels.change(by: text)
    return nil
  }
}
