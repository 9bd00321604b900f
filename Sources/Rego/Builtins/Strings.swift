/// Searching, cutting and joining strings.
enum Strings {
  static let all: [Builtin] = [
    Builtin("contains", 2) { (_, operands) throws(BuiltinError) in
      let text = try operands.string(0)
      return Value(text.utf8.firstIndex(of: try operands.string(1).utf8) >= 0)
    },
    Builtin("startswith", 2) { (_, operands) throws(BuiltinError) in
      let text = try operands.string(0)
      return Value(text.utf8.hasPrefix(try operands.string(1).utf8))
    },
    Builtin("endswith", 2) { (_, operands) throws(BuiltinError) in
      let text = try operands.string(0)
      return Value(text.utf8.hasSuffix(try operands.string(1).utf8))
    },
    Builtin("strings.count", 2) { (_, operands) throws(BuiltinError) in
      let text = try operands.string(0)
      let needle = try operands.string(1)
      return Value(needle.extent == 0 ? text.utf8.codePoints + 1 : text.utf8.occurrences(of: needle.utf8))
    },
    Builtin("strings.any_prefix_match", 2) { (_, operands) throws(BuiltinError) in
      try anyMatch(operands) { $0.hasPrefix($1) }
    },
    Builtin("strings.any_suffix_match", 2) { (_, operands) throws(BuiltinError) in
      try anyMatch(operands) { $0.hasSuffix($1) }
    },
    Builtin("indexof", 2) { (_, operands) throws(BuiltinError) in
      let text = try operands.string(0)
      let needle = try operands.string(1)
      if needle.extent == 0 { throw .failed("empty search character") }
      let index = text.utf8.firstIndex(of: needle.utf8)
      if index <= 0 || text.flags & Value.Flags.ascii != 0 { return Value(index) }
      return Value(text.utf8.part(0, index).codePoints)
    },
    Builtin("indexof_n", 2) { (context, operands) throws(BuiltinError) in try allIndices(context.arena, operands) },
    Builtin("substring", 3) { (context, operands) throws(BuiltinError) in try substring(context.arena, operands) },
    Builtin("split", 2) { (context, operands) throws(BuiltinError) in try split(context.arena, operands) },
    Builtin("concat", 2) { (context, operands) throws(BuiltinError) in try concat(context.arena, operands) },
    Builtin("replace", 3) { (context, operands) throws(BuiltinError) in try replace(context.arena, operands) },
    Builtin("strings.reverse", 1) { (context, operands) throws(BuiltinError) in
      let text = try operands.string(0).utf8
      let output = try context.arena.reserveBounded(text.count * 3)
      var index = text.count
      var count = 0
      while index > 0 {
        let (scalar, length) = text.scalar(before: index)
        output.write(scalar: scalar, at: &count)
        index -= length
      }
      return context.arena.finishString(output, count: count)
    },
    Builtin("format_int", 2) { (context, operands) throws(BuiltinError) in try formatInteger(context.arena, operands) },
  ]

  private static func anyMatch(
    _ operands: Operands, _ matches: (Bytes, Bytes) -> Bool
  ) throws(BuiltinError) -> Value {
    let texts = try strings(operands, 0)
    let wanted = try strings(operands, 1)
    for text in texts {
      for want in wanted where matches(text.utf8, want.utf8) { return .true }
    }
    return .false
  }

  /// One string, or the strings of an array or a set.
  private static func strings(_ operands: Operands, _ index: Int) throws(BuiltinError) -> UnsafeBufferPointer<Value> {
    if operands[index].tag == .string { return UnsafeBufferPointer(start: operands + index, count: 1) }
    let elements = try operands.sequence(index, expected: [.string, .set, .array])
    for element in elements where element.tag != .string {
      throw .element(index + 1, of: operands[index], got: element, expected: "string")
    }
    return elements
  }

  /// Overlapping occurrences count.
  private static func allIndices(_ arena: Arena, _ operands: Operands) throws(BuiltinError) -> Value {
    let text = try operands.string(0).utf8
    let needle = try operands.string(1).utf8
    if needle.isEmpty { throw .failed("empty search character") }
    var builder = ArrayBuilder(arena)
    var counted = 0
    var codePoints = 0
    var index = text.firstIndex(of: needle)
    while index >= 0 {
      codePoints += text.part(counted, index).codePoints
      counted = index
      builder.append(Value(codePoints))
      if arena.isExhausted { throw .outOfMemory }
      index = text.firstIndex(of: needle, from: index + 1)
    }
    return builder.finish()
  }

  private static func substring(_ arena: Arena, _ operands: Operands) throws(BuiltinError) -> Value {
    let value = try operands.string(0)
    let offset = try operands.integer(1)
    let length = try operands.integer(2)
    if offset < 0 { throw .failed("negative offset") }
    let text = value.utf8
    let isASCII = value.flags & Value.Flags.ascii != 0
    guard offset < Int64(text.count) else { return arena.string("") }
    let start = isASCII ? Int(offset) : text.offset(ofCodePoint: Int(offset))
    var end = text.count
    if length >= 0, length < Int64(text.count - start) {
      end = start + (isASCII ? Int(length) : text.part(start, text.count).offset(ofCodePoint: Int(length)))
    }
    if start == 0, end == text.count { return value }
    return try arena.boundedString(text.part(start, end))
  }

  private static func split(_ arena: Arena, _ operands: Operands) throws(BuiltinError) -> Value {
    let value = try operands.string(0)
    let text = value.utf8
    let delimiter = try operands.string(1).utf8
    if delimiter.isEmpty { return try explode(arena, text) }
    let count = text.occurrences(of: delimiter)
    let (array, elements) = try Arrays.reserve(arena, count + 1)
    guard count > 0 else {
      elements[0] = value
      return array
    }
    var start = 0
    for index in 0..<count {
      let end = text.firstIndex(of: delimiter, from: start)
      elements[index] = arena.string(text.part(start, end))
      start = end + delimiter.count
      if arena.isExhausted { throw .outOfMemory }
    }
    elements[count] = arena.string(text.part(start, text.count))
    return array
  }

  private static func explode(_ arena: Arena, _ text: Bytes) throws(BuiltinError) -> Value {
    let (array, elements) = try Arrays.reserve(arena, text.codePoints)
    var index = 0
    for position in 0..<array.count {
      let length = text.scalar(at: index).length
      elements[position] = arena.string(text.part(index, index + length))
      index += length
      if arena.isExhausted { throw .outOfMemory }
    }
    return array
  }

  private static func concat(_ arena: Arena, _ operands: Operands) throws(BuiltinError) -> Value {
    let separator = try operands.string(0).utf8
    let elements = try operands.sequence(1)
    if elements.isEmpty { return arena.string("") }
    var byteCount = 0
    for element in elements {
      guard element.tag == .string else { throw .element(2, of: operands[1], got: element, expected: "string") }
      byteCount &+= Int(element.extent)
    }
    if elements.count == 1 { return elements[0] }
    let (separators, overflow) = separator.count.multipliedReportingOverflow(by: elements.count - 1)
    if overflow { throw .outOfMemory }
    let output = try arena.reserveBounded(byteCount + separators)
    var count = 0
    for (index, element) in elements.enumerated() {
      if index > 0 { output.write(separator, at: &count) }
      output.write(element.utf8, at: &count)
    }
    return arena.finishString(output, count: count)
  }

  private static func replace(_ arena: Arena, _ operands: Operands) throws(BuiltinError) -> Value {
    let value = try operands.string(0)
    let text = value.utf8
    let old = try operands.string(1).utf8
    let new = try operands.string(2).utf8
    // The empty string lies before each code point and at the end.
    let found = old.isEmpty ? value.codePointCount + 1 : text.occurrences(of: old)
    if found == 0 { return value }
    let (added, overflow) = new.count.multipliedReportingOverflow(by: found)
    if overflow { throw .outOfMemory }
    let output = try arena.reserveBounded(text.count - found * old.count + added)
    var count = 0
    var start = 0
    for round in 0..<found {
      let isAtStart = old.isEmpty && round == 0
      let end =
        old.isEmpty
        ? start + (isAtStart ? 0 : text.scalar(at: start).length) : text.firstIndex(of: old, from: start)
      output.write(text.part(start, end), at: &count)
      output.write(new, at: &count)
      start = end + old.count
    }
    output.write(text.part(start, text.count), at: &count)
    return arena.finishString(output, count: count)
  }

  private static func formatInteger(_ arena: Arena, _ operands: Operands) throws(BuiltinError) -> Value {
    let number = try operands.number(0)
    let base = try operands.number(1)
    guard base.tag == .int, base.int64 == 2 || base.int64 == 8 || base.int64 == 10 || base.int64 == 16 else {
      throw .type("operand 2 must be one of {2, 8, 10, 16}")
    }
    let radix = UInt64(base.int64)
    guard number.tag == .int else {
      guard let whole = BigFloat(number).truncated(bitsMax: Arithmetic.integerBitsMax) else { throw .outOfMemory }
      return arena.string(String(whole, radix: Int(radix)))
    }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65) { bytes in
      var start = 65
      var rest = number.int64.magnitude
      repeat {
        let digit = UInt8(rest % radix)
        start -= 1
        bytes[start] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        rest /= radix
      } while rest > 0
      if number.int64 < 0 {
        start -= 1
        bytes[start] = UInt8(ascii: "-")
      }
      return arena.string(Bytes(rebasing: bytes[start..<65]))
    }
  }
}
