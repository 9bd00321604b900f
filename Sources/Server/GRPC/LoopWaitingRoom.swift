internal import ExtAuthz
internal import HTTP2
internal import NIOCore
internal import PolicyEngine
internal import Rego
internal import Synchronization

/// The calls of one event loop whose decisions wait on other threads. Used on that loop alone; nothing but numbers and
/// bytes goes to the other threads.
final class LoopWaitingRoom: WaitingRoom {
  /// A call that is still to be answered.
  private final class HeldCall {
    private var call: UnaryCall?

    init(_ call: consuming UnaryCall) { self.call = consume call }

    func take() -> UnaryCall? { call.take() }
  }

  /// Whether the peer is gone, as other threads see it.
  private final class Abandonment: Sendable {
    private let flag = Atomic(false)

    var isMarked: Bool { flag.load(ordering: .relaxed) }

    func mark() { flag.store(true, ordering: .relaxed) }
  }

  private let eventLoop: any EventLoop
  private let pool: DecisionPool
  private let makeService: @Sendable (DecisionPoint) -> CheckService
  private var calls: [UInt64: HeldCall] = [:]
  private var lastTicket: UInt64 = 0

  /// - Parameter makeService: makes what answers Checks on a thread of the pool.
  init(
    _ eventLoop: any EventLoop, pool: DecisionPool, makeService: @escaping @Sendable (DecisionPoint) -> CheckService
  ) {
    self.eventLoop = eventLoop
    self.pool = pool
    self.makeService = makeService
  }

  func reserve(byteCount: Int) -> Bool { pool.reserve(byteCount: byteCount) }

  func take(_ message: RawSpan, _ call: consuming UnaryCall) {
    lastTicket &+= 1
    let ticket = lastTicket
    let abandonment = Abandonment()
    call.whenAbandoned { [weak self] in
      abandonment.mark()
      self?.calls.removeValue(forKey: ticket)
    }
    let timeout = call.timeoutNanoseconds
    let message = message.withUnsafeBytes { Array($0) }
    let deadline = pool.deadline(timeout)
    calls[ticket] = HeldCall(call)
    let room = NIOLoopBound(self, eventLoop: eventLoop)
    let makeService = makeService
    pool.run(byteCount: message.count, deadlineNanoseconds: deadline) { turn in
      let answer: CheckAnswer? =
        switch turn {
        case _ where abandonment.isMarked: nil
        case .closed: .failure(.unavailable, "the server is stopping")
        case .late(let worker):
          worker.service(makeService).refusal(
            "the call's time was over before a thread was free to decide it", timeoutNanoseconds: timeout)
        case .inTime(let worker):
          worker.service(makeService).answer(
            message, timeoutNanoseconds: timeout,
            Patience(deadlineNanoseconds: deadline, isCancelled: { abandonment.isMarked }))
        }
      room.eventLoop.execute { room.value.deliver(answer, ticket) }
    }
  }

  private func deliver(_ answer: CheckAnswer?, _ ticket: UInt64) {
    guard let call = calls.removeValue(forKey: ticket)?.take() else { return }
    switch answer {
    case .message(let bytes): call.reply(bytes.span.bytes)
    case .failure(let status, let reason): call.fail(status, reason)
    // Answered by its end: the peer has gone away.
    case nil: return
    }
  }
}
