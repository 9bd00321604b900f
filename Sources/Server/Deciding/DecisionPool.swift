internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Threads for decisions that may wait, shared by all protocols and event loops. Both what runs and what waits for a
/// thread is bounded; beyond that there is no room.
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

  /// How a job finds its thread.
  enum Turn {
    case inTime(DecisionWorker)
    /// Its time is over already; it must be refused.
    case late(DecisionWorker)
    /// The process stops.
    case closed
  }

  /// Used by one thread at a time: it is in the list of idle ones, or with the job that took it from there.
  private struct Worker: @unchecked Sendable { let worker: DecisionWorker }

  private struct Load {
    var calls = 0
    var bytes = 0
    var hasStarted = false
    var isClosed = false
  }

  private let limits: Limits
  private let threads: NIOThreadPool
  private let load = Mutex(Load())
  private let idle = Mutex<[Worker]>([])
  private let makeWorker: @Sendable () -> DecisionWorker

  /// - Parameter makeWorker: called at most once a thread.
  init(_ limits: Limits, makeWorker: @escaping @Sendable () -> DecisionWorker) {
    self.limits = limits
    threads = NIOThreadPool(numberOfThreads: limits.threads)
    self.makeWorker = makeWorker
  }

  /// Takes room for a call; ``run(byteCount:deadlineNanoseconds:_:)`` gives it back.
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

  /// When a call must be decided that has come just now, by the monotonic clock.
  func deadline(_ timeoutNanoseconds: UInt64?) -> UInt64 {
    let limit = UInt64(clamping: limits.nanosecondsMax)
    return NIODeadline.now().uptimeNanoseconds + min(timeoutNanoseconds ?? limit, limit)
  }

  /// Runs a job for which there is room.
  /// - Parameters:
  ///   - byteCount: what was reserved for it.
  ///   - job: called once, on another thread or on this one.
  func run(byteCount: Int, deadlineNanoseconds: UInt64, _ job: @escaping @Sendable (Turn) -> Void) {
    let isClosed = load.withLock { load in
      if !load.hasStarted {
        load.hasStarted = true
        threads.start()
      }
      return load.isClosed
    }
    if isClosed {
      release(byteCount)
      return job(.closed)
    }
    threads.submit { [self] state in
      if state == .active { work(deadlineNanoseconds, job) } else { job(.closed) }
      release(byteCount)
    }
  }

  private func release(_ byteCount: Int) {
    load.withLock { load in
      load.calls -= 1
      load.bytes -= byteCount
    }
  }

  private func work(_ deadlineNanoseconds: UInt64, _ job: (Turn) -> Void) {
    let own = idle.withLock { $0.popLast() } ?? Worker(worker: makeWorker())
    defer { idle.withLock { $0.append(own) } }
    let isLate = NIODeadline.now().uptimeNanoseconds >= deadlineNanoseconds
    job(isLate ? .late(own.worker) : .inTime(own.worker))
  }

  /// Ends the threads once what runs has come to its end; what still waits for one finds it closed.
  func close() async {
    let wasStarted = load.withLock { load in
      load.isClosed = true
      return load.hasStarted
    }
    if wasStarted { try? await threads.shutdownGracefully() }
  }
}
