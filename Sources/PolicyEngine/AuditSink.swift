/// Takes finished AccessRecords. Called from every thread that decides.
public protocol AuditSink: Sendable {
  /// Takes one record: a line of JSON with its line end, or several lines when it is spread out. The bytes are copied
  /// before this returns. May wait while the sink is full.
  /// - Returns: false when the record is refused, and the decision should not be answered without it.
  @discardableResult
  func enqueue(_ record: UnsafeRawBufferPointer) -> Bool

  /// Takes one record, and waits at most so long while the sink is full.
  /// - Parameters:
  ///   - record: as it goes out.
  ///   - waitNanosecondsMax: nil waits as long as it takes.
  /// - Returns: false when the record is refused, and the decision should not be answered without it.
  @discardableResult
  func enqueue(_ record: UnsafeRawBufferPointer, waitNanosecondsMax: UInt64?) -> Bool

  /// Whether records are wanted at all; when not, they are not even written.
  var isOpen: Bool { get }
}

extension AuditSink {
  public var isOpen: Bool { true }

  @discardableResult
  public func enqueue(_ record: UnsafeRawBufferPointer, waitNanosecondsMax: UInt64?) -> Bool { enqueue(record) }
}
