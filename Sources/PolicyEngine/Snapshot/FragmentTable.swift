// Unsafe: open addressing over plain data in a snapshot's arena.

import Rego

/// Finds those of many candidates that a text may satisfy: each is filed under fragments, pieces of at most 8 bytes, of
/// which the text must contain one. Costs a look-up for each byte of the text.
struct FragmentTable: @unchecked Sendable {
  /// Candidates under one fragment, or an empty slot.
  private struct Slot: BitwiseCopyable {
    var key: UInt64
    var start: Int32
    var count: Int32
  }

  /// The fragments of one length.
  private struct Width: BitwiseCopyable {
    var bytes: Int
    var slots: UnsafeMutablePointer<Slot>
    var mask: Int
    /// A bit for each fragment, so that most bytes of a text cost no more than looking at one.
    var filter: UnsafeMutablePointer<UInt64>
    var filterMask: UInt64
  }

  private struct Filed: BitwiseCopyable {
    let candidate: Int32
    let entry: Int32
  }

  private let widths: UnsafeMutablePointer<Width>
  private let widthCount: Int
  private let filed: UnsafeMutablePointer<Filed>
  private let isCovered: [Bool]
  private static let bytesMax = 8

  var isEmpty: Bool { widthCount == 0 }

  /// Whether a candidate is filed; those about which nothing is known are not.
  func covers(_ candidate: Int) -> Bool { isCovered[candidate] }

  /// - Parameters:
  ///   - lists: for each candidate what a text must contain: of each list a member.
  ///   - entries: of each candidate, ascending.
  init(_ lists: [[[[UInt8]]]], entries: [Int], in symbols: SymbolTable) {
    let rarity = FragmentRarity(lists)
    var files = [[UInt64: [Filed]]](repeating: [:], count: Self.bytesMax + 1)
    var isCovered = [Bool](repeating: false, count: lists.count)
    for (candidate, choices) in lists.enumerated() {
      guard let fragments = rarity.rarest(choices) else { continue }
      isCovered[candidate] = true
      let own = Filed(candidate: Int32(candidate), entry: Int32(entries[candidate]))
      for fragment in Set(fragments) { files[fragment.bytes][fragment.key, default: []].append(own) }
    }
    self.isCovered = isCovered
    let used = files.indices.filter { !files[$0].isEmpty }
    widthCount = used.count
    widths = symbols.arena.allocate(Width.self, count: max(1, used.count))
    filed = symbols.arena.allocate(
      Filed.self, count: max(1, used.reduce(0) { $0 + files[$1].values.reduce(0) { $0 + $1.count } }))
    var end = 0
    for (place, bytes) in used.enumerated() {
      widths[place] = Self.width(bytes, files[bytes], in: symbols.arena, filed, &end)
    }
  }

  private static func width(
    _ bytes: Int, _ files: [UInt64: [Filed]], in arena: Arena, _ filed: UnsafeMutablePointer<Filed>, _ end: inout Int
  ) -> Width {
    var capacity = 8
    while capacity < files.count * 2 + 2 { capacity *= 2 }
    let words = max(1, capacity * 8 / 64)
    let width = Width(
      bytes: bytes, slots: arena.allocate(Slot.self, count: capacity), mask: capacity - 1,
      filter: arena.allocate(UInt64.self, count: words), filterMask: UInt64(words * 64 - 1))
    width.slots.update(repeating: Slot(key: 0, start: 0, count: 0), count: capacity)
    width.filter.update(repeating: 0, count: words)
    for (key, candidates) in files {
      let hash = hash(key)
      width.filter[Int(hash & width.filterMask) / 64] |= 1 << (hash & 63)
      var position = Int(truncatingIfNeeded: hash >> 32) & width.mask
      while width.slots[position].count > 0 { position = (position + 1) & width.mask }
      width.slots[position] = Slot(key: key, start: Int32(end), count: Int32(candidates.count))
      for candidate in candidates {
        filed[end] = candidate
        end += 1
      }
    }
    return width
  }

  /// The first entry before `best` (-1 for none) whose candidate the text contains a fragment of and `matches` confirms;
  /// else `best`.
  @inline(__always)
  func first(in text: UnsafeBufferPointer<UInt8>, before best: Int, _ matches: (Int) -> Bool) -> Int {
    var best = best
    for place in 0..<widthCount {
      let width = widths[place]
      guard text.count >= width.bytes else { continue }
      let shift = UInt64(64 - 8 * width.bytes)
      var recent: UInt64 = 0
      for index in 0..<text.count {
        recent = recent >> 8 | UInt64(text[index]) << 56
        if index + 1 < width.bytes { continue }
        let key = recent >> shift
        let hash = Self.hash(key)
        guard width.filter[Int(hash & width.filterMask) / 64] >> (hash & 63) & 1 != 0 else { continue }
        var position = Int(truncatingIfNeeded: hash >> 32) & width.mask
        while width.slots[position].count > 0 {
          let slot = width.slots[position]
          if slot.key == key {
            for own in Int(slot.start)..<Int(slot.start + slot.count) {
              let entry = Int(filed[own].entry)
              if best >= 0, entry >= best { break }
              if matches(Int(filed[own].candidate)) { best = entry }
            }
            break
          }
          position = (position + 1) & width.mask
        }
      }
    }
    return best
  }

  @inline(__always)
  static func hash(_ key: UInt64) -> UInt64 {
    let product = key &* 0x9E37_79B9_7F4A_7C15
    return product ^ (product >> 29)
  }
}

/// At most 8 bytes of a text, the first in the lowest bits.
struct Fragment: Hashable {
  let key: UInt64
  let bytes: Int
}

/// How many candidates have a fragment, about: enough to choose those that few have.
private struct FragmentRarity {
  private var counts: [UInt32]
  private let mask: UInt64
  private static let bytesMax = 8

  init(_ lists: [[[[UInt8]]]]) {
    var slots = 1 << 10
    while slots < lists.count * 32, slots < 1 << 20 { slots *= 2 }
    counts = Array(repeating: 0, count: lists.isEmpty ? 1 : slots)
    mask = UInt64(slots - 1)
    for choices in lists {
      for list in choices { for text in list { Self.forEachFragment(text) { counts[slot($0)] += 1 } } }
    }
  }

  private func slot(_ fragment: Fragment) -> Int {
    Int((FragmentTable.hash(fragment.key) >> 20 ^ UInt64(fragment.bytes)) & mask)
  }

  private static func forEachFragment(_ text: [UInt8], _ body: (Fragment) -> Void) {
    let bytes = min(bytesMax, text.count)
    guard bytes > 0 else { return }
    let shift = UInt64(64 - 8 * bytes)
    var recent: UInt64 = 0
    for index in 0..<text.count {
      recent = recent >> 8 | UInt64(text[index]) << 56
      if index + 1 >= bytes { body(Fragment(key: recent >> shift, bytes: bytes)) }
    }
  }

  /// The fragments to file a candidate under: of the list whose members have the rarest ones, one for each member.
  func rarest(_ choices: [[[UInt8]]]) -> [Fragment]? {
    var best: (fragments: [Fragment], count: UInt32)?
    for list in choices where !list.isEmpty {
      let chosen = list.compactMap(rarest)
      guard chosen.count == list.count else { continue }
      let count = chosen.reduce(0) { $0 &+ counts[slot($1)] }
      if best.map({ count < $0.count }) ?? true { best = (chosen, count) }
    }
    return best?.fragments
  }

  private func rarest(_ text: [UInt8]) -> Fragment? {
    var best: Fragment?
    var bestCount = UInt32.max
    Self.forEachFragment(text) { fragment in
      let count = counts[slot(fragment)]
      if best == nil || count < bestCount { (best, bestCount) = (fragment, count) }
    }
    return best
  }
}
