internal import DecisionAPI
internal import NIOCore
internal import PolicyEngine
internal import Rego

/// Decides where a request came in, or on the pool's threads when policies may wait.
struct LoopDecisions: DecidingThreads {
  let workers: PerLoop<DecisionWorker>
  let pool: DecisionPool
  let makeDecider: @Sendable (DecisionPoint) -> PORCDecider

  func run<Answer: Sendable>(
    byteCount: Int, for channel: any Channel, _ work: @escaping @Sendable (PORCDecider) -> Answer
  ) async throws(DecisionFault) -> Answer {
    let loop = channel.eventLoop
    let answer: Answer? =
      if loop.inEventLoop { decideHere(loop, work) } else {
        // Nothing that serves runs off its loop; whoever does so by mistake pays a hop.
        try? await loop.submit { decideHere(loop, work) }.get()
      }
    if let answer { return answer }
    return try await wait(byteCount, channel, work)
  }

  /// An event loop looks at its sockets once it has nothing to do at once, so the rest comes a little later: a task
  /// that only yields would be taken up again before.
  func pause(for channel: any Channel) async {
    try? await channel.eventLoop.scheduleTask(in: .microseconds(50)) {}.futureResult.get()
  }

  /// Nil when policies may wait.
  private func decideHere<Answer>(_ loop: any EventLoop, _ work: (PORCDecider) -> Answer) -> Answer? {
    guard let worker = workers.value(of: loop) else { return nil }
    worker.point.begin()
    if worker.point.engine.snapshot.mayWait { return nil }
    return work(worker.service(makeDecider))
  }

  private func wait<Answer: Sendable>(
    _ byteCount: Int, _ channel: any Channel, _ work: @escaping @Sendable (PORCDecider) -> Answer
  ) async throws(DecisionFault) -> Answer {
    guard pool.reserve(byteCount: byteCount) else { throw .busy }
    let deadline = pool.deadline(nil)
    let patience = Patience(deadlineNanoseconds: deadline, isCancelled: { !channel.isActive })
    let result: Result<Answer, DecisionFault> = await withCheckedContinuation { continuation in
      pool.run(byteCount: byteCount, deadlineNanoseconds: deadline) { [makeDecider] turn in
        switch turn {
        case .closed: continuation.resume(returning: .failure(.stopping))
        case .late: continuation.resume(returning: .failure(.late))
        case .inTime(let worker):
          let decider = worker.service(makeDecider)
          decider.patience = patience
          continuation.resume(returning: .success(work(decider)))
        }
      }
    }
    return try result.get()
  }
}
