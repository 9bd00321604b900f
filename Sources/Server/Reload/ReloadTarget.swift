internal import Logging
internal import PolicyEngine

/// What a reload acts on: puts snapshots in force, and says so.
final class ReloadTarget {
  private let store: SnapshotStore
  private let health: PolicyHealth
  private let logger: Logger
  /// Snapshots that event loops may still decide by. Kept, so that the last to leave one does not have to free it
  /// between two decisions.
  private var retired: [PolicySnapshot] = []

  init(store: SnapshotStore, health: PolicyHealth, logger: Logger) {
    self.store = store
    self.health = health
    self.logger = logger
  }

  func change(to snapshot: PolicySnapshot, _ trigger: ReloadTrigger, nanoseconds: Int64) -> ReloadOutcome {
    retired.append(store.snapshot)
    store.replace(with: snapshot)
    let status = PolicyStatus(snapshot)
    health.noteChange(status)
    logger.info(
      "policies are reloaded",
      metadata: Self.metadata(trigger) + [
        "snapshot": "\(status.fingerprint)", "milliseconds": "\(nanoseconds / 1_000_000)",
      ])
    for warning in snapshot.warnings { logger.warning("\(warning)") }
    return .changed(status)
  }

  func keep(_ trigger: ReloadTrigger) -> ReloadOutcome {
    let status = health.view.inForce
    if health.noteSameness() {
      logger.info(
        "policies are good again: their texts are those in force",
        metadata: Self.metadata(trigger) + ["snapshot": "\(status.fingerprint)"])
    } else {
      logger.debug("policies are not reloaded: their texts are those in force", metadata: Self.metadata(trigger))
    }
    return .unchanged(status)
  }

  func refuse(_ failure: LoadFailure, _ trigger: ReloadTrigger) -> ReloadOutcome {
    let status = health.view.inForce
    health.noteFailure(failure)
    logger.error(
      "policies are not reloaded, those loaded before stay in force: \(failure)",
      metadata: Self.metadata(trigger) + ["snapshot": "\(status.fingerprint)"])
    return .failed(failure, inForce: status)
  }

  /// Files were written to, and hold what they held.
  func noteSameContent() {
    logger.debug(
      "policies are not reloaded: files were touched and hold what they held", metadata: Self.metadata(.change))
  }

  /// Folders of which the kernel will not tell.
  func noteUnwatched(_ folders: [String]) {
    logger.debug("changes are found by looking alone in: \(folders.joined(separator: ", "))")
  }

  var hasRetired: Bool { !retired.isEmpty }

  /// Gives back what nobody decides by any more.
  func releaseRetired() {
    var kept: [PolicySnapshot] = []
    while var snapshot = retired.popLast() {
      if !isKnownUniquelyReferenced(&snapshot) { kept.append(snapshot) }
    }
    retired = kept
  }

  private static func metadata(_ trigger: ReloadTrigger) -> Logger.Metadata {
    ["actor": "reload", "action": "\(trigger.rawValue)"]
  }
}

extension Logger.Metadata {
  fileprivate static func + (a: Self, b: Self) -> Self { a.merging(b) { _, own in own } }
}
