import PolicyEngine
import Server
import Synchronization

/// Prints the record of one decision on standard output.
struct RecordPrinter {
  private let policy: LoadedPolicy
  private let isPretty: Bool

  init(_ policy: LoadedPolicy, isPretty: Bool) {
    self.policy = policy
    self.isPretty = isPretty
  }

  /// - Parameter decide: makes one decision.
  /// - Returns: whether it grants.
  func print(_ decide: (DecisionPoint) throws -> Decision) throws -> Bool {
    let record = OneRecord()
    let point = DecisionPoint(
      store: SnapshotStore(policy.snapshot), sink: LoggedRecords(record, log: Host.logger("policyengine")),
      options: policy.options, isPretty: isPretty,
      environment: { SystemEnvironment.make(network: Host.network) })
    let isGranted: Bool
    do { isGranted = try decide(point).allowed } catch let error as EngineError { throw FatalError(error.message) }
    try Terminal.printOutput(record.text)
    return isGranted
  }
}

/// Keeps what it is given.
private final class OneRecord: AuditSink {
  private let bytes = Mutex<[UInt8]>([])

  var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

  func enqueue(_ record: UnsafeRawBufferPointer) -> Bool {
    bytes.withLock { $0 += record }
    return true
  }
}
