/// `strings.replace_n`: several replacements in one pass. Where more than one pattern fits, the one that comes first in
/// order is taken.
enum Replacer {
  static let builtin = Builtin("strings.replace_n", 2) { (context, operands) throws(BuiltinError) in
    let patterns = try operands.object(0).sortedEntries
    let text = try operands.string(1)
    for entry in patterns {
      if entry.key.tag != .string { throw .type("operand 1 non-string key found in pattern object") }
      if entry.value.tag != .string { throw .type("operand 1 non-string value found in pattern object") }
    }
    if patterns.isEmpty { return text }
    let writer = context.emptyText()
    replace(text.utf8, patterns, to: writer)
    return try context.finishText()
  }

  private static func replace(_ text: Bytes, _ patterns: UnsafeBufferPointer<Entry>, to writer: ByteWriter) {
    let hasEmpty = patterns[0].key.extent == 0
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 257) { starts in
      // Patterns are sorted by their bytes: those that begin with one byte lie together.
      var position = hasEmpty ? 1 : 0
      for byte in 0..<256 {
        starts[byte] = position
        while position < patterns.count, Int(patterns[position].key.utf8[0]) == byte { position += 1 }
      }
      starts[256] = position
      var index = 0
      var copied = 0
      var wasEmptyMatch = false
      while index <= text.count, !writer.isFull {
        let match = find(text, at: index, patterns, starts, allowEmpty: hasEmpty && !wasEmptyMatch)
        guard match >= 0 else {
          wasEmptyMatch = false
          index += 1
          continue
        }
        let key = patterns[match].key.utf8
        wasEmptyMatch = key.isEmpty
        writer.write(text.part(copied, index))
        writer.write(patterns[match].value.utf8)
        index += key.count
        copied = index
      }
      writer.write(text.part(copied, text.count))
    }
  }

  private static func find(
    _ text: Bytes, at index: Int, _ patterns: UnsafeBufferPointer<Entry>,
    _ starts: UnsafeMutableBufferPointer<Int>, allowEmpty: Bool
  ) -> Int {
    if allowEmpty { return 0 }
    guard index < text.count else { return -1 }
    let byte = Int(text[index])
    var (low, high) = (starts[byte], starts[byte + 1])
    var length = 1
    // All from `low` to `high` begin with the `length` bytes at `index`; the shortest comes first.
    while low < high {
      if patterns[low].key.utf8.count == length { return low }
      guard index + length < text.count else { return -1 }
      let next = text[index + length]
      let first = bound(patterns, low, high) { $0[length] < next }
      high = bound(patterns, first, high) { $0[length] == next }
      low = first
      length += 1
    }
    return -1
  }

  /// The first of the patterns from `low` to `high` for which `isBefore` no longer holds.
  private static func bound(
    _ patterns: UnsafeBufferPointer<Entry>, _ low: Int, _ high: Int, _ isBefore: (Bytes) -> Bool
  ) -> Int {
    var (low, high) = (low, high)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(patterns[middle].key.utf8) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
