internal import Synchronization

/// How many connections may be open at once, over all event loops.
final class ConnectionBudget: Sendable {
  private let taken = Atomic<Int>(0)
  private let most: Int

  init(_ most: Int) { self.most = most }

  /// Connections open now.
  var count: Int { taken.load(ordering: .relaxed) }

  /// Takes one place; false when there is none.
  func take() -> Bool {
    let (_, count) = taken.wrappingAdd(1, ordering: .relaxed)
    if count <= most { return true }
    release()
    return false
  }

  func release() { taken.wrappingSubtract(1, ordering: .relaxed) }
}
