internal import ExtAuthz
internal import NIOCore
internal import NIOPosix
internal import Rego
internal import Synchronization

/// Threads for decisions that may wait, shared by all event loops. Both what runs and what waits for a thread is
/// bounded; beyond that calls are denied.
final class DecisionPool: Sendable {
  struct Limits: Sendable {
    /// Decisions that run at once.
    var threads = 32
    /// Calls that wait for a thread, and the bytes of their messages.
    var queueMax = 1_024
    var queueBytesMax = 64 << 20
    /// How long a decision may take, its wait for a thread included, when the caller names no shorter time.
    var nanosecondsMax: Int64 = 30_000_000_000
  }

  /// A call on its way.
  struct Job: Sendable {
    let message: [UInt8]
    let timeoutNanoseconds: UInt64?
    let deadlineNanoseconds: UInt64
    let isAbandoned: @Sendable () -> Bool
  }

  /// Used by one thread at a time: it is in the list of idle ones, or with the job that took it from there.
  private struct Service: @unchecked Sendable { let service: CheckService }

  private struct Load {
    var calls = 0
    var bytes = 0
    var hasStarted = false
    var isClosed = false
  }

  private let limits: Limits
  private let threads: NIOThreadPool
  private let load = Mutex(Load())
  private let idle = Mutex<[Service]>([])
  private let makeService: @Sendable () -> CheckService

  /// - Parameter makeService: called at most once a thread.
  init(_ limits: Limits, makeService: @escaping @Sendable () -> CheckService) {
    self.limits = limits
    threads = NIOThreadPool(numberOfThreads: limits.threads)
    self.makeService = makeService
  }

  /// Takes room for a call; ``run(_:_:)`` gives it back.
  func reserve(byteCount: Int) -> Bool {
    load.withLock { load in
      guard load.calls < limits.threads + limits.queueMax, load.bytes + byteCount <= limits.queueBytesMax else {
        return false
      }
      load.calls += 1
      load.bytes += byteCount
      return true
    }
  }

  /// When a call must be decided that has come just now.
  func deadline(_ timeoutNanoseconds: UInt64?) -> UInt64 {
    let limit = UInt64(clamping: limits.nanosecondsMax)
    return NIODeadline.now().uptimeNanoseconds + min(timeoutNanoseconds ?? limit, limit)
  }

  /// Runs a job for which there is room.
  /// - Parameter deliver: called on another thread; nil when nobody waits any more.
  func run(_ job: Job, _ deliver: @escaping @Sendable (CheckAnswer?) -> Void) {
    let isClosed = load.withLock { load in
      if !load.hasStarted {
        load.hasStarted = true
        threads.start()
      }
      return load.isClosed
    }
    if isClosed {
      release(job)
      return deliver(.failure(.unavailable, "the server is stopping"))
    }
    threads.submit { [self] state in
      let answer = state == .active ? answer(job) : .failure(.unavailable, "the server is stopping")
      release(job)
      deliver(answer)
    }
  }

  private func release(_ job: Job) {
    load.withLock { load in
      load.calls -= 1
      load.bytes -= job.message.count
    }
  }

  private func answer(_ job: Job) -> CheckAnswer? {
    if job.isAbandoned() { return nil }
    let own = idle.withLock { $0.popLast() } ?? Service(service: makeService())
    defer { idle.withLock { $0.append(own) } }
    if NIODeadline.now().uptimeNanoseconds >= job.deadlineNanoseconds {
      return own.service.refusal(
        "the call's time was over before a thread was free to decide it", timeoutNanoseconds: job.timeoutNanoseconds)
    }
    return own.service.answer(
      job.message, timeoutNanoseconds: job.timeoutNanoseconds,
      Patience(deadlineNanoseconds: job.deadlineNanoseconds, isCancelled: job.isAbandoned))
  }

  /// Ends the threads once what runs has come to its end; what still waits for one is answered UNAVAILABLE.
  func close() async {
    let wasStarted = load.withLock { load in
      load.isClosed = true
      return load.hasStarted
    }
    if wasStarted { try? await threads.shutdownGracefully() }
  }
}
