// Unsafe: copies bytes of arena and snapshot memory.

import Rego

/// Writes AccessRecords as JSON: keys sorted, defaults left out, 64-bit numbers as strings, the PORC as an object.
struct RecordWriter {
  /// `,"env":{…}` and `,"snapshot":"…"`, which are the same in every record of an engine.
  private let environment: [UInt8]
  private let snapshot: [UInt8]

  init(snapshot: String, environment: [(name: String, value: String)]) {
    self.snapshot = Array(",\"snapshot\":\"\(snapshot)\"".utf8)
    var last: [String: String] = [:]
    for entry in environment { last[entry.name] = entry.value }
    let object = Document { arena in
      var builder = ObjectBuilder(arena)
      for (name, value) in last { builder.set(name, arena.string(value)) }
      return builder.finishSorted()
    }
    self.environment =
      last.isEmpty ? [] : Array("\"env\":\(JSONWriter.string(object.value, escaping: .html)),".utf8)
  }

  /// Appends one record without a line end.
  /// - Parameter policies: what the references' policies are.
  func write(
    _ record: borrowing AccessRecord, _ references: borrowing ScratchList<ReferenceEntry>, _ policies: [PolicyEntry],
    to writer: ByteWriter
  ) {
    writer.write(record.isAllowed ? "{\"decision\":\"GRANT\"" : "{\"decision\":\"DENY\"")
    if case .denied(let reason) = record.override { writeEnum(",\"denyReason\":\"", reason.text, to: writer) }
    writeDurations(record, to: writer)
    if case .granted(let reason) = record.override { writeEnum(",\"grantReason\":\"", reason.text, to: writer) }
    writeMetadata(record, to: writer)
    writeString(",\"operation\":", record.operation, to: writer)
    writePORC(record.porc, to: writer)
    writePrincipal(record, to: writer)
    writeReferences(references, policies, to: writer)
    writeString(",\"resource\":", record.resource, to: writer)
    if case .none = record.override {} else { writer.write(",\"systemOverride\":true") }
    writer.write("}")
  }

  private func writeEnum(_ key: StaticString, _ value: StaticString, to writer: ByteWriter) {
    writer.write(key)
    writer.write(value)
    writer.write("\"")
  }

  /// A string that is left out when it is empty.
  private func writeString(_ key: StaticString, _ value: Value, to writer: ByteWriter) {
    guard value.tag == .string, value.count > 0 else { return }
    writer.write(key)
    JSONWriter.writeString(value.utf8, to: writer, escaping: .html)
  }

  private func writeDurations(_ record: borrowing AccessRecord, to writer: ByteWriter) {
    writer.write(",\"duration\":{")
    if record.overallNanoseconds > 0 {
      writer.write("\"overall\":\"")
      writer.write(record.overallNanoseconds)
      writer.write(record.phases == nil ? "\"" : "\",")
    }
    if let phases = record.phases {
      writer.write("\"phases\":{\"1\":\"")
      writer.write(phases.system)
      writer.write("\",\"2\":\"")
      writer.write(phases.identity)
      writer.write("\",\"3\":\"")
      writer.write(phases.resource)
      writer.write("\",\"4\":\"")
      writer.write(phases.scope)
      writer.write("\"}")
    }
    writer.write("}")
  }

  private func writeMetadata(_ record: borrowing AccessRecord, to writer: ByteWriter) {
    writer.write(",\"metadata\":{\"decision\":\"")
    write(record.id, to: writer)
    writer.write("\",")
    environment.withUnsafeBufferPointer { writer.write($0) }
    writer.write("\"id\":\"")
    write(record.id, to: writer)
    writer.write("\"")
    snapshot.withUnsafeBufferPointer { writer.write($0) }
    writer.write(",\"timestamp\":\"")
    TimestampText.write(nanoseconds: record.timestampNanoseconds, to: writer)
    writer.write("\"}")
  }

  private func write(_ id: DecisionID, to writer: ByteWriter) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: DecisionID.textBytes) { buffer in
      id.write(into: buffer.baseAddress!)
      writer.write(UnsafeBufferPointer(buffer))
    }
  }

  /// The one place where a request's contents enter a record: what must not be kept is replaced here.
  private func writePORC(_ porc: Value, to writer: ByteWriter) {
    guard !porc.isUndefined else { return }
    writer.write(",\"porc\":")
    JSONWriter.write(porc, to: writer, escaping: .html)
  }

  private func writePrincipal(_ record: borrowing AccessRecord, to writer: ByteWriter) {
    writer.write(",\"principal\":{")
    let start = writer.count
    writeString("\"realm\":", record.realm, to: writer)
    if record.subject.tag == .string, record.subject.count > 0, writer.count > start { writer.write(",") }
    writeString("\"subject\":", record.subject, to: writer)
    writer.write("}")
  }

  private func writeReferences(
    _ references: borrowing ScratchList<ReferenceEntry>, _ policies: [PolicyEntry], to writer: ByteWriter
  ) {
    guard references.count > 0 else { return }
    writer.write(",\"references\":[")
    for index in 0..<references.count {
      if index > 0 { writer.write(",") }
      write(references[index], policies, to: writer)
    }
    writer.write("]")
  }

  private func write(_ reference: ReferenceEntry, _ policies: [PolicyEntry], to writer: ByteWriter) {
    writer.write(reference.isGranted ? "{\"decision\":\"GRANT\"" : "{\"decision\":\"DENY\"")
    if reference.nanoseconds > 0 {
      writer.write(",\"duration\":\"")
      writer.write(reference.nanoseconds)
      writer.write("\"")
    }
    writeString(",\"id\":", reference.id, to: writer)
    if reference.phase != .unspecified { writeEnum(",\"phase\":\"", reference.phase.text, to: writer) }
    writer.write(",\"policies\":[")
    if reference.policy >= 0 { writer.write(policies[reference.policy].json) } else { writer.write("{}") }
    writer.write("]")
    writeString(",\"reason\":", reference.reason, to: writer)
    if reference.code != .policyOutcome { writeEnum(",\"reasonCode\":\"", reference.code.text, to: writer) }
    writer.write("}")
  }
}
