package import PolicyEngine
internal import Synchronization

/// Counts AccessRecords on their way to a sink: one for each decision that leaves one.
package final class RecordCounter: AuditSink {
  private let sink: any AuditSink
  private let taken = Atomic<UInt64>(0)
  private let refused = Atomic<UInt64>(0)

  package init(_ sink: any AuditSink) { self.sink = sink }

  /// Records that the sink took.
  var takenCount: UInt64 { taken.load(ordering: .relaxed) }
  /// Records that it refused.
  var refusedCount: UInt64 { refused.load(ordering: .relaxed) }

  package var isOpen: Bool { sink.isOpen }

  package func enqueue(_ record: UnsafeRawBufferPointer) -> Bool { count(sink.enqueue(record)) }

  package func enqueue(_ record: UnsafeRawBufferPointer, waitNanosecondsMax: UInt64?) -> Bool {
    count(sink.enqueue(record, waitNanosecondsMax: waitNanosecondsMax))
  }

  private func count(_ isTaken: Bool) -> Bool {
    if isTaken { taken.wrappingAdd(1, ordering: .relaxed) } else { refused.wrappingAdd(1, ordering: .relaxed) }
    return isTaken
  }
}
