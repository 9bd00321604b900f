// Unsafe: owns raw memory that grows and is reused; every access is bounded by `count`.

/// Bytes that grow and keep their room when cleared, so that a recycled stream allocates nothing.
struct ByteStore: ~Copyable {
  private var base: UnsafeMutableRawPointer?
  private var capacity = 0
  private(set) var count = 0

  /// Room above this is given back when the store is cleared for reuse.
  private static let keptBytesMax = 16 << 10

  init() {}

  deinit { base?.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  mutating func append(_ source: UnsafeRawBufferPointer) {
    guard let from = source.baseAddress, source.count > 0 else { return }
    reserve(count + source.count)
    guard let base else { return }
    (base + count).copyMemory(from: from, byteCount: source.count)
    count += source.count
  }

  /// Makes room for `wanted` bytes in all.
  mutating func reserve(_ wanted: Int) {
    guard wanted > capacity else { return }
    let room = max(wanted, min(capacity * 2, capacity + (1 << 20)), 512)
    let fresh = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
    if let base {
      fresh.copyMemory(from: base, byteCount: count)
      base.deallocate()
    }
    base = fresh
    capacity = room
  }

  mutating func clear() {
    count = 0
    guard capacity > Self.keptBytesMax else { return }
    base?.deallocate()
    base = nil
    capacity = 0
  }
}
