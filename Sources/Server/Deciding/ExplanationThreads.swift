internal import DecisionAPI
internal import NIOCore
internal import PolicyEngine
internal import Rego

/// Explains on a few threads of their own: never on an event loop, and never many at once. What comes beyond is refused,
/// and what takes too long is ended.
struct ExplanationThreads: ExplainingThreads {
  let pool: DecisionPool
  let store: SnapshotStore
  let configuration: PolicyServerConfiguration

  static let limits: DecisionPool.Limits = {
    var limits = DecisionPool.Limits()
    limits.threads = 2
    limits.queueMax = 8
    limits.queueBytesMax = 4 << 20
    limits.nanosecondsMax = 10_000_000_000
    return limits
  }()

  /// How long the search for remedies may take.
  private static let searchNanosecondsMax: Int64 = 2_000_000_000

  func explain<Answer: Sendable>(
    byteCount: Int, for channel: any Channel, _ work: @escaping @Sendable (Explainer) -> Answer
  ) async throws(DecisionFault) -> Answer {
    guard pool.reserve(byteCount: byteCount) else { throw .busy }
    let deadline = pool.deadline(nil)
    let cancellation = Cancellation()
    let timer = channel.eventLoop.scheduleTask(deadline: .uptimeNanoseconds(deadline)) { cancellation.cancel() }
    defer { timer.cancel() }
    let result: Result<Answer, DecisionFault> = await withCheckedContinuation { continuation in
      pool.run(byteCount: byteCount, deadlineNanoseconds: deadline) { [self] turn in
        switch turn {
        case .closed: continuation.resume(returning: .failure(.stopping))
        case .late: continuation.resume(returning: .failure(.late))
        case .inTime:
          let answer = work(explainer(deadline, cancellation))
          // What was ended says nothing about the policies.
          continuation.resume(returning: cancellation.isCancelled ? .failure(.tooCostly) : .success(answer))
        }
      }
    }
    return try result.get()
  }

  private func explainer(_ deadline: UInt64, _ cancellation: Cancellation) -> Explainer {
    var bounds = ExplanationBounds()
    bounds.searchNanosecondsMax = Self.searchNanosecondsMax
    bounds.cancellation = cancellation
    bounds.patience = Patience(deadlineNanoseconds: deadline, isCancelled: { cancellation.isCancelled })
    return Explainer(
      store.snapshot, options: configuration.engine, bounds: bounds,
      environment: SystemEnvironment.make(network: configuration.network))
  }
}
