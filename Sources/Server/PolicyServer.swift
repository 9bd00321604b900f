internal import ExtAuthz
package import Logging
package import NIOCore
internal import NIOPosix
package import PolicyEngine
package import Rego

/// Where and how decisions are served.
package struct PolicyServerConfiguration: Sendable {
  package var listener = ListenerConfiguration()
  package var engine = EngineOptions()
  /// Event loops; each decides the calls of its connections on its own.
  package var threads = System.coreCount
  /// Answer with the request's attributes in a header, as the original does.
  package var echoesAttributes = false
  /// Deny request targets that proxies and servers read in different ways.
  package var deniesAmbiguous = false
  /// A decision whose record the sink refuses is a denial; else it is an error of ours, as Envoy counts it.
  package var deniesWithoutRecord = false
  /// Decisions that may wait for a network: how many run at once, how many wait for that, and how long one may take
  /// where its caller sets no shorter time.
  package var waitingThreads = 32
  package var waitingQueueMax = 1_024
  package var waitMax = TimeAmount.seconds(30)
  /// What policies reach the network by; nil when they may not.
  package var network: (any NetworkAccess)?
  /// Records over several lines each.
  package var hasPrettyRecords = false

  package init() {}
}

/// Serves Envoy's authorization service until a signal ends it.
package enum PolicyServer {
  /// Binds, serves, and on SIGINT or SIGTERM drains. Returns when the last connection is gone.
  /// - Parameters:
  ///   - store: the policies; what is put into it later holds for the decisions after.
  ///   - sink: takes the records; still to be flushed by its owner afterwards.
  ///   - didBind: called with the port once calls are taken.
  ///   - willDrain: called when a signal has come.
  ///   - willAbort: called when the time to drain is over, or a second signal has come; to let go of loops that wait
  ///     for the sink.
  package static func run(
    _ store: SnapshotStore, sink: any AuditSink, configuration: PolicyServerConfiguration, logger: Logger,
    didBind: @Sendable (Int) -> Void = { _ in }, willDrain: @Sendable () -> Void = {},
    willAbort: @escaping @Sendable () -> Void = {}
  ) async throws(ServerError) {
    let signals = TerminationSignals()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.threads))
    let pool = decisionPool(store, sink, configuration)
    let listener: Listener
    do throws(ServerError) {
      listener = try await Listener.bind(configuration.listener, on: group, logger: logger) { loop in
        service(store, sink, configuration, waitingRoom: LoopWaitingRoom(loop, pool: pool))
      }
    } catch {
      try? await group.shutdownGracefully()
      throw error
    }
    didBind(listener.port)
    await listener.serve(until: signals, willDrain: willDrain, willAbort: willAbort)
    await pool.close()
    try? await group.shutdownGracefully()
  }

  private static func decisionPool(
    _ store: SnapshotStore, _ sink: any AuditSink, _ configuration: PolicyServerConfiguration
  ) -> DecisionPool {
    var limits = DecisionPool.Limits()
    limits.threads = configuration.waitingThreads
    limits.queueMax = configuration.waitingQueueMax
    limits.nanosecondsMax = configuration.waitMax.nanoseconds
    return DecisionPool(limits) { service(store, sink, configuration, waitingRoom: nil) }
  }

  private static func service(
    _ store: SnapshotStore, _ sink: any AuditSink, _ configuration: PolicyServerConfiguration,
    waitingRoom: LoopWaitingRoom?
  ) -> CheckService {
    let point = DecisionPoint(
      store: store, sink: sink, options: configuration.engine, isPretty: configuration.hasPrettyRecords,
      environment: { SystemEnvironment.make(network: configuration.network) })
    let decider = PolicyDecider(
      point, deniesAmbiguous: configuration.deniesAmbiguous, deniesWithoutRecord: configuration.deniesWithoutRecord)
    return CheckService(
      decider: decider, echoesAttributes: configuration.echoesAttributes, waitingRoom: waitingRoom)
  }
}
