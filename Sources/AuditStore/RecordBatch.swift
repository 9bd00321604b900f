// Unsafe: bytes in memory of its own, which grows and is used again.

/// Records that go out together.
struct RecordBatch {
  private var memory: UnsafeMutableRawPointer?
  private var capacity = 0
  /// Bytes of all records.
  private(set) var count = 0
  /// Where each record ends.
  private var ends: [Int] = []

  /// Memory that is kept from one batch to the next; more is given back once a backlog is written.
  private static let bytesKept = 1 << 20

  var isEmpty: Bool { count == 0 }
  var records: Int { ends.count }
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: count) }

  mutating func append(_ record: UnsafeRawBufferPointer) {
    guard let source = record.baseAddress, record.count > 0 else { return }
    let end = count + record.count
    if end > capacity { grow(to: end) }
    // INVARIANT: there is memory once it was grown.
    memory!.advanced(by: count).copyMemory(from: source, byteCount: record.count)
    count = end
    ends.append(end)
  }

  /// How many records are not complete within the first `written` bytes.
  func recordsCut(at written: Int) -> Int { ends.reversed().prefix { $0 > written }.count }

  mutating func removeAll() {
    count = 0
    guard capacity > Self.bytesKept else { return ends.removeAll(keepingCapacity: true) }
    ends = []
    free()
  }

  mutating func free() {
    memory?.deallocate()
    memory = nil
    capacity = 0
    count = 0
  }

  private mutating func grow(to needed: Int) {
    let larger = max(64 << 10, max(needed, capacity * 2))
    let new = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    if let memory {
      new.copyMemory(from: memory, byteCount: count)
      memory.deallocate()
    }
    memory = new
    capacity = larger
  }
}
