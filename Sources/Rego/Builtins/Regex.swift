import CRE2

/// Regular expressions.
enum Regex {
  static let all: [Builtin] = [
    Builtin("regex.is_valid", 1) { (context, operands) in
      guard operands[0].tag == .string else { return .false }
      do throws(BuiltinError) {
        _ = try compiled(context, operands[0])
        return .true
      } catch { return .false }
    },
    Builtin("regex.match", 2) { (context, operands) throws(BuiltinError) in try match(context, operands) },
    Builtin("re_match", 2) { (context, operands) throws(BuiltinError) in try match(context, operands) },
    Builtin("regex.split", 2) { (context, operands) throws(BuiltinError) in try split(context, operands) },
    Builtin("regex.find_n", 3) { (context, operands) throws(BuiltinError) in
      try find(context, operands) { arena, text, spans in arena.string(part(text, spans[0])) }
    },
    Builtin("regex.find_all_string_submatch_n", 3) { (context, operands) throws(BuiltinError) in
      try find(context, operands) { arena, text, spans in
        let (array, elements) = arena.array(count: spans.count)
        for index in 0..<spans.count { elements[index] = arena.string(part(text, spans[index])) }
        return array
      }
    },
    Builtin("regex.replace", 3) { (context, operands) throws(BuiltinError) in try replace(context, operands) },
    Builtin("regex.template_match", 4) { (context, operands) throws(BuiltinError) in
      try RegexTemplate.match(context, operands)
    },
    Builtin("regex.globs_match", 2) { (context, operands) throws(BuiltinError) in
      let first = try operands.string(0).utf8
      let second = try operands.string(1).utf8
      let (pairs, overflow) = (first.count + 1).multipliedReportingOverflow(by: (second.count + 1) * 16)
      guard !overflow, context.arena.admits(pairs) else { throw .outOfMemory }
      return Value(
        GlobIntersection.intersect(try GlobIntersection.tokens(first), try GlobIntersection.tokens(second)))
    },
  ]

  private static func match(_ context: BuiltinContext, _ operands: Operands) throws(BuiltinError) -> Value {
    let pattern = try operands.string(0)
    let text = try operands.string(1)
    return Value(try compiled(context, pattern).matches(text.utf8))
  }

  @inline(__always)
  static func compiled(_ context: BuiltinContext, _ pattern: Value) throws(BuiltinError) -> RegexPattern {
    let hash = pattern.stringHash
    if let found = context.regexes.find(pattern.utf8, hash: hash) { return found }
    let made = try RegexPattern(pattern.utf8)
    context.regexes.insert(pattern.utf8, hash: hash, made)
    return made
  }

  /// What a group matched; nothing when it did not take part.
  static func part(_ text: Bytes, _ span: cre2_span) -> Bytes {
    span.start < 0 ? Bytes(start: nil, count: 0) : text.part(Int(span.start), Int(span.end))
  }

  private static func find(
    _ context: BuiltinContext, _ operands: Operands,
    _ make: (Arena, Bytes, UnsafeMutableBufferPointer<cre2_span>) -> Value
  ) throws(BuiltinError) -> Value {
    let pattern = try operands.string(0)
    let text = try operands.string(1).utf8
    let limit = try operands.integer(2)
    let regex = try compiled(context, pattern)
    let arena = context.arena
    try context.charge(text.count >> 6)
    var builder = ArrayBuilder(arena)
    try regex.forEachMatch(text, groups: regex.groupCount, limit: limit < 0 ? .max : Int(clamping: limit)) {
      spans throws(BuiltinError) in
      builder.append(make(arena, text, spans))
      try context.charge(1)
      if arena.isExhausted { throw .outOfMemory }
    }
    return builder.finish()
  }

  private static func split(_ context: BuiltinContext, _ operands: Operands) throws(BuiltinError) -> Value {
    let pattern = try operands.string(0)
    let value = try operands.string(1)
    let regex = try compiled(context, pattern)
    let text = value.utf8
    let arena = context.arena
    var builder = ArrayBuilder(arena)
    if text.isEmpty, pattern.extent > 0 {
      builder.append(value)
      return builder.finish()
    }
    var start = 0
    var end = 0
    try regex.forEachMatch(text, groups: 0) { spans throws(BuiltinError) in
      end = Int(spans[0].start)
      if spans[0].end != 0 { builder.append(arena.string(text.part(start, end))) }
      start = Int(spans[0].end)
      try context.charge(1)
      if arena.isExhausted { throw .outOfMemory }
    }
    if end != text.count { builder.append(arena.string(text.part(start, text.count))) }
    return builder.finish()
  }

  private static func replace(_ context: BuiltinContext, _ operands: Operands) throws(BuiltinError) -> Value {
    let value = try operands.string(0)
    let pattern = try operands.string(1)
    let replacement = try operands.string(2).utf8
    let regex = try compiled(context, pattern)
    let text = value.utf8
    let isPlain = replacement.firstIndex(of: UInt8(ascii: "$"), from: 0) < 0
    let spans = UnsafeMutableBufferPointer<cre2_span>.allocate(capacity: isPlain ? 1 : regex.groupCount + 1)
    defer { spans.deallocate() }
    let writer = context.emptyText()
    var copied = 0
    var position = 0
    while position <= text.count, regex.search(text, from: position, into: spans) {
      let start = Int(spans[0].start)
      let end = Int(spans[0].end)
      try context.charge(1)
      writer.write(text.part(copied, start))
      // Not for an empty match right after another.
      if end > copied || start == 0 {
        if isPlain { writer.write(replacement) } else { expand(replacement, text, spans, regex, to: writer) }
      }
      copied = end
      let width = position < text.count ? text.scalar(at: position).length : 0
      position = position + width > end ? position + width : (position + 1 > end ? position + 1 : end)
      if writer.isFull { throw .outOfMemory }
    }
    if copied == 0, writer.count == 0 { return value }
    writer.write(text.part(copied, text.count))
    return try context.finishText()
  }

  /// Writes a replacement with `$1`, `${name}` and `$$` in it.
  private static func expand(
    _ template: Bytes, _ text: Bytes, _ spans: UnsafeMutableBufferPointer<cre2_span>, _ regex: RegexPattern,
    to writer: ByteWriter
  ) {
    var index = 0
    while index < template.count {
      let byte = template[index]
      index += 1
      guard byte == UInt8(ascii: "$") else {
        writer.write(byte)
        continue
      }
      if index < template.count, template[index] == UInt8(ascii: "$") {
        writer.write(byte)
        index += 1
        continue
      }
      guard let (name, end) = reference(template, at: index) else {
        writer.write(byte)
        continue
      }
      index = end
      let group = number(name) ?? regex.group(named: name)
      if group >= 0, group < spans.count { writer.write(part(text, spans[group])) }
    }
  }

  /// The name after a `$`, in braces or not, and where it ends.
  private static func reference(_ template: Bytes, at start: Int) -> (Bytes, Int)? {
    let hasBrace = start < template.count && template[start] == UInt8(ascii: "{")
    let first = hasBrace ? start + 1 : start
    var index = first
    while index < template.count {
      let (scalar, length) = template.scalar(at: index)
      guard isWord(scalar) else { break }
      index += length
    }
    if index == first { return nil }
    if hasBrace, index >= template.count || template[index] != UInt8(ascii: "}") { return nil }
    return (template.part(first, index), hasBrace ? index + 1 : index)
  }

  private static func isWord(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 {
      return scalar &- 0x30 < 10 || (scalar | 0x20) &- 0x61 < 26 || scalar == 0x5F
    }
    guard let scalar = Unicode.Scalar(scalar) else { return false }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
      return true
    default: return false
    }
  }

  /// A group's number; leading zeros make it a name.
  private static func number(_ name: Bytes) -> Int? {
    if name.count > 1, name[0] == UInt8(ascii: "0") { return nil }
    guard name.count <= 9, name.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }) else { return nil }
    return name.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }
}
