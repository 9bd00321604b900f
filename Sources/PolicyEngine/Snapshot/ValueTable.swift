// Unsafe: open addressing over plain data in a snapshot's arena.

import Rego

/// Finds entities by their MRN: a string of any arena leads to an index. Read-only once built.
struct ValueTable: BitwiseCopyable {
  private struct Slot: BitwiseCopyable {
    var key: Value
    var index: Int32
  }

  private let slots: UnsafeMutablePointer<Slot>
  private let mask: Int

  /// - Parameter pairs: strings with their indices; of equal strings the first counts.
  init(_ pairs: [(key: Value, index: Int)], in symbols: SymbolTable) {
    var capacity = 8
    while capacity < pairs.count * 2 + 2 { capacity *= 2 }
    slots = symbols.arena.allocate(Slot.self, count: capacity)
    slots.update(repeating: Slot(key: .undefined, index: -1), count: capacity)
    mask = capacity - 1
    for pair in pairs where find(pair.key) < 0 { insert(Slot(key: pair.key, index: Int32(pair.index))) }
  }

  private func insert(_ slot: Slot) {
    var position = Int(StringHash.of(slot.key.utf8)) & mask
    while slots[position].index >= 0 { position = (position + 1) & mask }
    slots[position] = slot
  }

  /// The index under a string, or -1.
  @inline(__always)
  func find(_ key: Value) -> Int {
    var position = Int(StringHash.of(key.utf8)) & mask
    while true {
      let slot = slots[position]
      if slot.index < 0 { return -1 }
      if Value.equal(slot.key, key) { return Int(slot.index) }
      position = (position + 1) & mask
    }
  }
}
