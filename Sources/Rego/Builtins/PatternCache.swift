// Unsafe: keeps copies of keys in memory of its own.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What was compiled from patterns, by the pattern's bytes. Bounded: when it is full it is emptied and fills again,
/// which a policy with fewer patterns than that never sees.
final class PatternCache<Compiled: AnyObject> {
  private struct Slot {
    var hash: UInt32 = 0
    var count = 0
    var key: UnsafeMutablePointer<UInt8>?
    var compiled: Compiled?
  }

  private let slots: UnsafeMutablePointer<Slot>
  private let entriesMax: Int
  private let mask: Int
  private var count = 0

  /// - Parameter entriesMax: a power of two.
  init(entriesMax: Int = 256) {
    self.entriesMax = entriesMax
    mask = entriesMax * 2 - 1
    slots = .allocate(capacity: entriesMax * 2)
    slots.initialize(repeating: Slot(), count: entriesMax * 2)
  }

  deinit {
    removeAll()
    slots.deinitialize(count: mask + 1)
    slots.deallocate()
  }

  func find(_ key: Bytes, hash: UInt32) -> Compiled? {
    var index = Int(hash) & mask
    while slots[index].compiled != nil {
      if slots[index].hash == hash, Bytes(start: slots[index].key, count: slots[index].count).equals(key) {
        return slots[index].compiled
      }
      index = (index + 1) & mask
    }
    return nil
  }

  func insert(_ key: Bytes, hash: UInt32, _ compiled: Compiled) {
    if count == entriesMax { removeAll() }
    var index = Int(hash) & mask
    while slots[index].compiled != nil { index = (index + 1) & mask }
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(key.count, 1))
    if let source = key.baseAddress { memcpy(copy, source, key.count) }
    slots[index] = Slot(hash: hash, count: key.count, key: copy, compiled: compiled)
    count += 1
  }

  private func removeAll() {
    for index in 0...mask where slots[index].compiled != nil {
      slots[index].key?.deallocate()
      slots[index] = Slot()
    }
    count = 0
  }
}

extension UnsafeBufferPointer<UInt8> {
  @inline(__always)
  func equals(_ other: Bytes) -> Bool { count == other.count && hasBytes(other, at: 0) }
}
