package import PolicyDomain
package import PolicyEngine
internal import Synchronization

/// The policies in force.
package struct PolicyStatus: Sendable {
  /// As in every record's `metadata.snapshot`.
  package let fingerprint: String
  /// Names of their domains.
  package let domains: [String]
  /// What was odd about them.
  package let warnings: [DomainDiagnostic]
  /// When they came into force, nanoseconds since 1970.
  package let loadedNanoseconds: Int64

  init(_ snapshot: PolicySnapshot) {
    fingerprint = snapshot.fingerprint
    domains = snapshot.domainNames
    warnings = snapshot.warnings
    loadedNanoseconds = SystemEnvironment.nowNanoseconds()
  }
}

/// What readiness and metrics say about policies; written by who reloads them.
package final class PolicyHealth: Sendable {
  /// One moment's view.
  package struct View: Sendable {
    package var inForce: PolicyStatus
    /// The last reload, if it failed.
    package var failure: LoadFailure?
    /// When that was, nanoseconds since 1970.
    package var failureNanoseconds: Int64 = 0
    package var changedCount: UInt64 = 0
    package var unchangedCount: UInt64 = 0
    package var failedCount: UInt64 = 0
  }

  private let state: Mutex<View>

  package init(_ snapshot: PolicySnapshot) { state = Mutex(View(inForce: PolicyStatus(snapshot))) }

  package var view: View { state.withLock { $0 } }

  func noteChange(_ status: PolicyStatus) {
    state.withLock { view in
      view.inForce = status
      view.failure = nil
      view.changedCount += 1
    }
  }

  /// - Returns: whether a failure is over by that.
  func noteSameness() -> Bool {
    state.withLock { view in
      defer { view.failure = nil }
      view.unchangedCount += 1
      return view.failure != nil
    }
  }

  func noteFailure(_ failure: LoadFailure) {
    state.withLock { view in
      view.failure = failure
      view.failureNanoseconds = SystemEnvironment.nowNanoseconds()
      view.failedCount += 1
    }
  }
}
