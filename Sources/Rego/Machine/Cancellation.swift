internal import Synchronization

/// Ends evaluations from another thread.
///
/// Give one to ``Evaluator/cancellation``; once it is cancelled, every evaluation that watches it ends with an
/// ``Diagnostic/Code/evalCancel`` error within some thousand steps, and those that begin later end at once.
public final class Cancellation: Sendable {
  private let flag = Atomic(false)

  public init() {}

  public var isCancelled: Bool { flag.load(ordering: .relaxed) }

  /// May be called from any thread, more than once.
  public func cancel() { flag.store(true, ordering: .relaxed) }
}
