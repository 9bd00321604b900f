/// Globs: `*` and `?` stop at delimiters, `**` does not, `[a-c]`, `[!abc]`, `{this,that}`, `\` quotes.
enum Glob {
  static let all: [Builtin] = [
    Builtin("glob.match", 3) { (context, operands) throws(BuiltinError) in
      let pattern = try operands.string(0)
      try checkDelimiters(operands[1])
      let text = try operands.string(2)
      return Value(try compiled(context, pattern, operands[1]).matches(text.utf8))
    },
    Builtin("glob.quote_meta", 1) { (context, operands) throws(BuiltinError) in
      let text = try operands.string(0).utf8
      let output = try context.arena.reserveBounded(text.count * 2)
      var count = 0
      for byte in text {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "\\"), UInt8(ascii: "["), UInt8(ascii: "]"),
          UInt8(ascii: "{"), UInt8(ascii: "}"):
          output[count] = UInt8(ascii: "\\")
          count += 1
        default: break
        }
        output[count] = byte
        count += 1
      }
      return context.arena.finishString(output, count: count)
    },
  ]

  private static func checkDelimiters(_ value: Value) throws(BuiltinError) {
    if value.tag == .null { return }
    guard value.tag == .array else {
      throw .operandType(2, expected: [.array, .null, .alphabetical], got: value.kind)
    }
    for element in value.elements {
      guard element.tag == .string else { throw .element(2, of: value, got: element, expected: "string") }
      if element.codePointCount != 1 { throw .element(2, of: value, got: element, expected: "rune") }
    }
  }

  /// The pattern, from the cache when it was met before with these delimiters.
  private static func compiled(
    _ context: BuiltinContext, _ pattern: Value, _ delimiters: Value
  ) throws(BuiltinError) -> GlobPattern {
    var hash = pattern.stringHash
    if delimiters.tag == .array {
      hash = hash &* 31 &+ 1
      for delimiter in delimiters.elements { hash = hash &* 31 &+ delimiter.stringHash }
    }
    // The key is the pattern, and the delimiters behind a byte that no UTF-8 has.
    return try withUnsafeTemporaryAllocation(
      of: UInt8.self, capacity: pattern.count + 2 + 4 * delimiters.count
    ) { buffer throws(BuiltinError) in
      let start = buffer.baseAddress.unsafelyUnwrapped
      var count = 0
      start.write(pattern.utf8, at: &count)
      if delimiters.tag == .array {
        start[count] = 0xFF
        count += 1
        for delimiter in delimiters.elements { start.write(delimiter.utf8, at: &count) }
      }
      let key = Bytes(start: start, count: count)
      if let found = context.globs.find(key, hash: hash) { return found }
      let made = try GlobPattern(pattern.utf8, delimiters: scalars(delimiters))
      context.globs.insert(key, hash: hash, made)
      return made
    }
  }

  /// None for null; a point when the array is empty.
  private static func scalars(_ delimiters: Value) -> [UInt32] {
    guard delimiters.tag == .array else { return [] }
    if delimiters.count == 0 { return [0x2E] }
    return delimiters.elements.map { $0.utf8.scalar(at: 0).value }
  }
}
