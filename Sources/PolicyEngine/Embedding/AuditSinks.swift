// Unsafe: lends the bytes of records.

internal import Rego

/// Wants no records.
public struct NullAuditSink: AuditSink {
  public init() {}

  public var isOpen: Bool { false }

  public func enqueue(_ record: UnsafeRawBufferPointer) -> Bool { true }
}

/// Hands each record to a function: a file, a queue, a test.
public struct ClosureAuditSink: AuditSink {
  private let write: @Sendable (UnsafeRawBufferPointer) -> Bool
  private let isPretty: Bool

  /// - Parameters:
  ///   - isPretty: spread records over lines, indented by two spaces.
  ///   - write: takes a record with its line end, during the call; from any thread, and from several at once. Returns
  ///     false when it refuses the record.
  public init(isPretty: Bool = false, _ write: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool) {
    self.isPretty = isPretty
    self.write = write
  }

  public func enqueue(_ record: UnsafeRawBufferPointer) -> Bool {
    guard isPretty else { return write(record) }
    let writer = ByteWriter(capacity: record.count * 2)
    JSONIndenter.twoSpaces.write(record.assumingMemoryBound(to: UInt8.self), to: writer)
    return write(UnsafeRawBufferPointer(writer.bytes))
  }
}
