package import Logging
package import NIOCore
internal import NIOPosix
package import PolicyEngine
package import Rego

/// Where and how decisions are served.
package struct PolicyServerConfiguration: Sendable {
  /// What is spoken, and where.
  package var protocols: [(DecisionProtocol, [ListenAddress])] = []
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

/// Serves decisions until a signal ends it.
package enum PolicyServer {
  /// Binds, serves, and on SIGINT or SIGTERM drains. Returns when the last connection is gone.
  /// - Parameters:
  ///   - store: the policies; what is put into it later holds for the decisions after.
  ///   - sink: takes the records; still to be flushed by its owner afterwards.
  ///   - didBind: called for every protocol with its addresses, ports as the system chose them, once all are served.
  ///   - willDrain: called when a signal has come.
  ///   - willAbort: called when the time to drain is over, or a second signal has come; to let go of loops that wait
  ///     for the sink.
  package static func run(
    _ store: SnapshotStore, sink: any AuditSink, configuration: PolicyServerConfiguration, logger: Logger,
    didBind: @Sendable (DecisionProtocol, [ListenAddress]) -> Void = { _, _ in },
    willDrain: @Sendable () -> Void = {}, willAbort: @escaping @Sendable () -> Void = {}
  ) async throws(ServerError) {
    let signals = TerminationSignals()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.threads))
    let stage = ServingStage()
    let pool = decisionPool(store, sink, configuration)
    let explanations = DecisionPool(ExplanationThreads.limits) { worker(store, sink, configuration) }
    do throws(ServerError) {
      let serving = Serving(
        configuration: configuration, group: group, workers: try await workers(group, store, sink, configuration),
        pool: pool, explanations: explanations, store: store,
        budget: ConnectionBudget(configuration.listener.connectionsMax), stage: stage,
        logger: logger)
      let listeners = Listeners(try await listen(serving), configuration.listener, logger: logger)
      for (spoken, listener) in zip(configuration.protocols, listeners.all) { didBind(spoken.0, listener.addresses) }
      await listeners.serve(
        until: signals,
        willDrain: {
          stage.beginDrain()
          willDrain()
        }, willAbort: willAbort)
    } catch {
      await pool.close()
      await explanations.close()
      try? await group.shutdownGracefully()
      throw error
    }
    await pool.close()
    await explanations.close()
    try? await group.shutdownGracefully()
  }

  /// A listener for each protocol, or none when one cannot be bound.
  private static func listen(_ serving: Serving) async throws(ServerError) -> [Listener] {
    var listeners: [Listener] = []
    for (spoken, addresses) in serving.configuration.protocols {
      do throws(ServerError) { listeners.append(try await spoken.listen(at: addresses, serving)) } catch {
        for listener in listeners {
          await listener.announceShutdown()
          listener.abort()
          await listener.finishShutdown()
        }
        throw error
      }
    }
    return listeners
  }

  private static func workers(
    _ group: any EventLoopGroup, _ store: SnapshotStore, _ sink: any AuditSink,
    _ configuration: PolicyServerConfiguration
  ) async throws(ServerError) -> PerLoop<DecisionWorker> {
    do { return try await PerLoop(group) { _ in worker(store, sink, configuration) } } catch {
      throw ServerError(code: .failed, message: "cannot start event loops: \(error)", cause: error)
    }
  }

  private static func decisionPool(
    _ store: SnapshotStore, _ sink: any AuditSink, _ configuration: PolicyServerConfiguration
  ) -> DecisionPool {
    var limits = DecisionPool.Limits()
    limits.threads = configuration.waitingThreads
    limits.queueMax = configuration.waitingQueueMax
    limits.nanosecondsMax = configuration.waitMax.nanoseconds
    return DecisionPool(limits) { worker(store, sink, configuration) }
  }

  private static func worker(
    _ store: SnapshotStore, _ sink: any AuditSink, _ configuration: PolicyServerConfiguration
  ) -> DecisionWorker {
    DecisionWorker(
      DecisionPoint(
        store: store, sink: sink, options: configuration.engine, isPretty: configuration.hasPrettyRecords,
        environment: { SystemEnvironment.make(network: configuration.network) }))
  }
}
