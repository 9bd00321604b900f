internal import Synchronization

/// How many bytes of bodies may be in memory at once, over all event loops.
final class ByteBudget: Sendable {
  private let taken = Atomic<Int>(0)
  private let most: Int

  init(_ most: Int) { self.most = most }

  /// Takes so many bytes; false when there are not so many left.
  func take(_ count: Int) -> Bool {
    let (_, total) = taken.wrappingAdd(count, ordering: .relaxed)
    if total <= most { return true }
    release(count)
    return false
  }

  func release(_ count: Int) { taken.wrappingSubtract(count, ordering: .relaxed) }
}
