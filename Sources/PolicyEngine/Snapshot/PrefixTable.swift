// Unsafe: open addressing over plain data in a snapshot's arena.

import PolicyDomain
import Rego

/// Finds the first of many entries whose beginning a text has. Costs a step for each byte of the text and a look-up for
/// each length that beginnings have.
struct PrefixTable: @unchecked Sendable {
  /// A selector that picks whatever begins so and has no line feed.
  struct Source {
    let prefix: [UInt8]
    let entry: Int
    let selector: Selector
  }

  private struct Slot: BitwiseCopyable {
    var hash: UInt64
    var bytes: UnsafeMutablePointer<UInt8>?
    var length: Int32
    var entry: Int32
  }

  private let slots: UnsafeMutablePointer<Slot>
  private let mask: Int
  /// The lengths there are, ascending.
  private let lengths: UnsafeMutablePointer<Int>
  private let lengthCount: Int

  /// - Parameter sources: in the order of their entries; of equal beginnings the first counts.
  init(_ sources: [Source], in symbols: SymbolTable) {
    var capacity = 8
    while capacity < sources.count * 2 + 2 { capacity *= 2 }
    mask = capacity - 1
    let all = Set(sources.map(\.prefix.count)).sorted()
    lengthCount = all.count
    lengths = symbols.arena.allocate(Int.self, count: max(1, all.count))
    for (index, length) in all.enumerated() { lengths[index] = length }
    slots = symbols.arena.allocate(Slot.self, count: sources.isEmpty ? 1 : capacity)
    guard !sources.isEmpty else { return }
    slots.update(repeating: Slot(hash: 0, bytes: nil, length: 0, entry: -1), count: capacity)
    for source in sources { insert(source, in: symbols.arena) }
  }

  private func insert(_ source: Source, in arena: Arena) {
    source.prefix.withUnsafeBufferPointer { prefix in
      var hash = Self.seed
      for byte in prefix { hash = Self.step(hash, byte) }
      var position = Self.position(hash) & mask
      while slots[position].entry >= 0 {
        if slots[position].hash == hash, holds(prefix, slots[position]), slots[position].length == prefix.count {
          return
        }
        position = (position + 1) & mask
      }
      let bytes = arena.allocate(UInt8.self, count: prefix.count)
      bytes.update(from: prefix.baseAddress!, count: prefix.count)
      slots[position] = Slot(hash: hash, bytes: bytes, length: Int32(prefix.count), entry: Int32(source.entry))
    }
  }

  /// The first entry whose beginning `text` has, if it lies before `best`; else `best`, which is -1 for none.
  @inline(__always)
  func firstMatch(_ text: UnsafeBufferPointer<UInt8>, before best: Int) -> Int {
    lengthCount == 0 ? best : search(text, before: best)
  }

  private func search(_ text: UnsafeBufferPointer<UInt8>, before best: Int) -> Int {
    var found = best
    var hash = Self.seed
    var index = 0
    for place in 0..<lengthCount {
      let length = lengths[place]
      guard length <= text.count else { break }
      while index < length {
        hash = Self.step(hash, text[index])
        index += 1
      }
      let entry = find(hash, text, length)
      if entry >= 0, found < 0 || entry < found { found = entry }
    }
    return found != best && text.contains(0x0A) ? best : found
  }

  @inline(__always)
  private func find(_ hash: UInt64, _ text: UnsafeBufferPointer<UInt8>, _ length: Int) -> Int {
    var position = Self.position(hash) & mask
    while true {
      let slot = slots[position]
      if slot.entry < 0 { return -1 }
      if slot.hash == hash, slot.length == length, holds(text, slot) { return Int(slot.entry) }
      position = (position + 1) & mask
    }
  }

  private func holds(_ text: UnsafeBufferPointer<UInt8>, _ slot: Slot) -> Bool {
    guard let bytes = slot.bytes, text.count >= slot.length else { return false }
    for index in 0..<Int(slot.length) where text[index] != bytes[index] { return false }
    return true
  }

  private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

  @inline(__always)
  private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  @inline(__always)
  private static func position(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash ^ (hash >> 32)) }
}
