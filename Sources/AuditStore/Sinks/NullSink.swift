/// Drops records.
public struct NullSink: RecordSink {
  public init() {}

  public func enqueue(_ record: UnsafeRawBufferPointer) -> Bool { true }

  public var isOpen: Bool { false }

  public var recordsLost: UInt64 { 0 }

  public func close(milliseconds: Int) {}
}
