internal import Logging
internal import NIOCore
internal import PolicyEngine

/// What the protocols of one process share.
struct Serving: Sendable {
  let configuration: PolicyServerConfiguration
  let group: any EventLoopGroup
  /// Decides on event loops.
  let workers: PerLoop<DecisionWorker>
  /// Decides what may wait.
  let pool: DecisionPool
  /// Explains.
  let explanations: DecisionPool
  let store: SnapshotStore
  let budget: ConnectionBudget
  let stage: ServingStage
  let logger: Logger
}
