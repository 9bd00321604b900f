/// What `--reload` lets reload policies.
package enum ReloadMode: String, Sendable, CaseIterable {
  /// A change of their files, and whoever asks.
  case watch
  /// SIGHUP, and `POST /-/reload` of the admin listener.
  case signal
  /// Nothing.
  case off
}

/// Who asked for a reload.
package enum ReloadTrigger: String, Sendable {
  case change
  case signal
  case request
}

/// What became of a reload.
package enum ReloadOutcome: Sendable {
  /// Other policies are in force.
  case changed(PolicyStatus)
  /// The texts are those in force.
  case unchanged(PolicyStatus)
  /// The texts are bad; what was in force still is.
  case failed(LoadFailure, inForce: PolicyStatus)
  /// Nothing is reloaded here any more, or ever was.
  case refused(String)
}
