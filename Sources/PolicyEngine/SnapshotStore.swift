import Synchronization

/// The snapshot that new decisions use. It is swapped whole; engines notice at their next decision.
public final class SnapshotStore: Sendable {
  private let current: Mutex<PolicySnapshot>
  private let version = Atomic<UInt64>(1)

  public init(_ snapshot: PolicySnapshot) { current = Mutex(snapshot) }

  /// The snapshot in use.
  public var snapshot: PolicySnapshot { current.withLock { $0 } }

  /// Grows with every swap.
  var currentVersion: UInt64 { version.load(ordering: .acquiring) }

  /// Puts another snapshot in place. Decisions that have begun end on the one they began with.
  public func replace(with snapshot: PolicySnapshot) {
    current.withLock { $0 = snapshot }
    version.wrappingAdd(1, ordering: .releasing)
  }
}
