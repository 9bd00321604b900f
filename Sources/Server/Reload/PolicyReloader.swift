package import Logging
package import PolicyEngine
internal import Synchronization

/// Reads policies anew while they are served, and puts them in force.
///
/// It has a thread of its own: reading and compiling block neither an event loop nor Swift's pool of threads.
package final class PolicyReloader: Sendable {
  /// When it looks.
  package struct Configuration: Sendable {
    package var mode = ReloadMode.watch
    /// How long files must have been left alone, and how long that is waited for.
    package var quietNanoseconds: Int64 = 50_000_000
    package var quietNanosecondsMax: Int64 = 2_000_000_000
    /// How long after a look comes the next, whatever the kernel says.
    package var pollNanoseconds: Int64 = 2_000_000_000

    package init() {}
  }

  package let health: PolicyHealth
  package let mode: ReloadMode
  private let mailbox: ReloadMailbox?
  private let hasThread: Bool
  private let ended = ReloadEnd()

  /// Begins to look for changes.
  /// - Parameters:
  ///   - store: holds what is in force now, and gets what is in force next.
  ///   - reading: what that was made of. The snapshot itself is not kept anywhere but in the store.
  package init(
    _ loader: PolicyLoader, store: SnapshotStore, madeOf reading: BundleReading, configuration: Configuration,
    logger: Logger
  ) {
    let health = PolicyHealth(store.snapshot)
    let mailbox = configuration.mode == .off ? nil : ReloadMailbox()
    self.health = health
    self.mailbox = mailbox
    mode = configuration.mode
    guard let mailbox else {
      hasThread = false
      if configuration.mode != .off {
        logger.error("policies are not reloaded: this process may open no more files; raise its limit")
      }
      return
    }
    let ended = ended
    hasThread = ReloadThread.start {
      let loop = ReloadLoop(
        loader, reading, mailbox, ReloadTarget(store: store, health: health, logger: logger), configuration)
      loop.run()
      ended.mark()
    }
    if !hasThread { logger.error("policies are not reloaded: the system gives no more threads; raise its limit") }
  }

  /// Reads policies anew now. Requests that come while others are worked on share one reload.
  package func reload() async -> ReloadOutcome {
    guard mode != .off else { return .refused("reloading is off: start with `--reload watch` or `--reload signal`") }
    guard hasThread, let mailbox else { return .refused("reloading does not work: see the log of the start") }
    return await withCheckedContinuation { continuation in
      let isTaken = mailbox.post { continuation.resume(returning: $0) }
      if !isTaken { continuation.resume(returning: .refused(Self.stopping)) }
    }
  }

  /// The same, for who does not wait.
  package func signal() { mailbox?.signal() }

  /// Ends the thread once it has come to the end of what it does.
  package func stop() async {
    guard hasThread, let mailbox else { return }
    mailbox.stop()
    await ended.wait()
  }

  static let stopping = "the server is stopping"
}

/// Whether the thread has ended, for one who waits for that.
private final class ReloadEnd: Sendable {
  private struct State {
    var hasEnded = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  func mark() {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      state.hasEnded = true
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      let hasEnded = state.withLock { state in
        if !state.hasEnded { state.waiting.append(continuation) }
        return state.hasEnded
      }
      if hasEnded { continuation.resume() }
    }
  }
}
