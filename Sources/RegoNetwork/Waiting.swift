internal import Dispatch
internal import NIOCore
internal import Rego
internal import Synchronization

/// Blocks this thread until something arrives, its time is over, or nobody waits for the result any more.
enum Waiting {
  /// How often the caller is asked whether it is still there.
  private static let lookNanoseconds: UInt64 = 20_000_000

  static let deadlinePassed = NetworkFailure.cancelled("timed out (context deadline exceeded)")
  static let callerGone = NetworkFailure.cancelled("timed out (context canceled)")

  /// What another thread hands over, once.
  final class Arrival<Item: Sendable>: Sendable {
    private let item = Mutex<Item?>(nil)
    fileprivate let signal = DispatchSemaphore(value: 0)

    func put(_ arrived: Item) {
      item.withLock { $0 = arrived }
      signal.signal()
    }

    fileprivate func take() -> Item? { item.withLock { $0.take() } }
  }

  static var now: UInt64 { NIODeadline.now().uptimeNanoseconds }

  /// - Parameter nanoseconds: how long to wait at most; nil as long as the caller has patience.
  /// - Returns: nil when that time was over.
  static func wait<Item>(
    for arrival: Arrival<Item>, nanoseconds: UInt64?, _ patience: Patience
  ) throws(NetworkFailure) -> Item? {
    let end = nanoseconds.map { now &+ min($0, 1 << 62) }
    while true {
      let before = now
      if patience.isCancelled?() == true { throw callerGone }
      if let deadline = patience.deadlineNanoseconds, before >= deadline { throw deadlinePassed }
      if let end, before >= end { return nil }
      let next = min(before + lookNanoseconds, end ?? .max, patience.deadlineNanoseconds ?? .max)
      let wait = DispatchTime.now() + .nanoseconds(Int(next - before) + 1)
      if arrival.signal.wait(timeout: wait) == .success { return arrival.take() }
    }
  }

  static func pause(nanoseconds: UInt64, _ patience: Patience) throws(NetworkFailure) {
    _ = try wait(for: Arrival<Void>(), nanoseconds: nanoseconds, patience)
  }
}
