internal import Synchronization

/// Whether the process still takes requests, for who asks if it is ready.
final class ServingStage: Sendable {
  private let draining = Atomic(false)

  var isDraining: Bool { draining.load(ordering: .relaxed) }

  func beginDrain() { draining.store(true, ordering: .relaxed) }
}
