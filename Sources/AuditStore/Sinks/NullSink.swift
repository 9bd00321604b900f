package import PolicyEngine

/// Drops records; they are not even made.
package struct NullSink: RecordSink {
  package init() {}

  package func enqueue(_ record: UnsafeRawBufferPointer) -> Bool { true }

  package var isOpen: Bool { false }
  package var recordsLost: UInt64 { 0 }
  package var isBroken: Bool { false }

  package func stopWaiting() {}
  package func flush(timeoutNanoseconds: UInt64?) -> Bool { true }
  package func close(timeoutNanoseconds: UInt64?) -> Bool { true }
}
