package import PolicyEngine

/// A sink of this library: it ends in order.
package protocol RecordSink: AuditSink {
  /// Records that were lost so far.
  var recordsLost: UInt64 { get }

  /// Whether nobody will ever read what is written, so that every record is lost.
  var isBroken: Bool { get }

  /// Waits until every record that was handed over before is written or lost.
  /// - Parameter timeoutNanoseconds: nil waits as long as it takes.
  /// - Returns: false when the time was over first.
  func flush(timeoutNanoseconds: UInt64?) -> Bool

  /// From now on nothing waits for room, so that a stop is not held up by a reader that has stalled.
  func stopWaiting()

  /// Flushes, and takes no more; what does not go out in time is lost. Closing again does nothing.
  /// - Returns: whether no record was lost, over the sink's whole life.
  @discardableResult
  func close(timeoutNanoseconds: UInt64?) -> Bool
}

/// What happens where more records wait than may, as `--record-overflow` says it.
package enum RecordOverflow: String, Sendable, CaseIterable {
  /// Handing over waits for room; a record that may not wait any longer is refused.
  case block
  /// The record is lost, and its decision stands.
  case drop
  /// The record is refused: no decision without a record, also when nobody takes records any more.
  case deny
}

/// What happens to records on the way to their destination.
package enum RecordEvent: Sendable, Equatable {
  /// Records are being lost since now, and why.
  case failing(reason: String)
  /// Records are written again; so many were lost before.
  case recovered(lost: UInt64)
  /// The sink is closed with so many records lost over its whole life. There is no such event when none was.
  case closed(lost: UInt64)
}
