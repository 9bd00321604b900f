internal import Synchronization

/// How far this process is on its way from start to stop.
package final class ServiceStatus: Sendable {
  package enum Phase: String, Sendable {
    case starting
    case ready
    case stopping
  }

  private let state = Mutex(Phase.starting)

  package init() {}

  package var phase: Phase { state.withLock { $0 } }

  /// What is stopping never becomes ready again.
  package func enter(_ phase: Phase) { state.withLock { if $0 != .stopping { $0 = phase } } }
}
