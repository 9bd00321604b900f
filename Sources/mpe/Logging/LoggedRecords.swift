import Logging
import PolicyEngine
import Rego

/// Logs AccessRecords at `debug`, without the secrets that they carry, and hands them on as they are.
struct LoggedRecords: AuditSink {
  private let sink: any AuditSink
  private let log: Logger

  init(_ sink: any AuditSink, log: Logger) {
    self.sink = sink
    self.log = log
  }

  /// Records that nobody wants, in no log either, are not made.
  var isOpen: Bool { sink.isOpen || log.logLevel <= .debug }

  func enqueue(_ record: UnsafeRawBufferPointer) -> Bool {
    show(record)
    return sink.enqueue(record)
  }

  func enqueue(_ record: UnsafeRawBufferPointer, waitNanosecondsMax: UInt64?) -> Bool {
    show(record)
    return sink.enqueue(record, waitNanosecondsMax: waitNanosecondsMax)
  }

  private func show(_ record: UnsafeRawBufferPointer) {
    guard log.logLevel <= .debug, let document = try? Document(json: Array(record)) else { return }
    let text = document.withValue { Redaction.json($0) }
    log.debug("decision", metadata: ["record": .stringConvertible(JSONField(text))])
  }
}

/// JSON that a log line holds as it is, rather than as a text.
struct JSONField: CustomStringConvertible, Sendable {
  let description: String

  init(_ json: String) { description = json }
}
