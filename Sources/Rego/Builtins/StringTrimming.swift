/// Trimming and changing the case of strings.
enum StringTrimming {
  static let all: [Builtin] = [
    Builtin("trim", 2) { (context, operands) throws(BuiltinError) in
      try trim(context.arena, operands, left: true, right: true)
    },
    Builtin("trim_left", 2) { (context, operands) throws(BuiltinError) in
      try trim(context.arena, operands, left: true, right: false)
    },
    Builtin("trim_right", 2) { (context, operands) throws(BuiltinError) in
      try trim(context.arena, operands, left: false, right: true)
    },
    Builtin("trim_prefix", 2) { (context, operands) throws(BuiltinError) in
      let value = try operands.string(0)
      let prefix = try operands.string(1)
      guard prefix.extent > 0, value.utf8.hasPrefix(prefix.utf8) else { return value }
      return try context.arena.boundedString(value.utf8.part(prefix.count, value.count))
    },
    Builtin("trim_suffix", 2) { (context, operands) throws(BuiltinError) in
      let value = try operands.string(0)
      let suffix = try operands.string(1)
      guard suffix.extent > 0, value.utf8.hasSuffix(suffix.utf8) else { return value }
      return try context.arena.boundedString(value.utf8.part(0, value.count - suffix.count))
    },
    Builtin("trim_space", 1) { (context, operands) throws(BuiltinError) in
      try trimmed(context.arena, try operands.string(0), left: true, right: true) { isSpace($0) }
    },
    Builtin("lower", 1) { (context, operands) throws(BuiltinError) in
      try recased(context.arena, try operands.string(0), toUpper: false)
    },
    Builtin("upper", 1) { (context, operands) throws(BuiltinError) in
      try recased(context.arena, try operands.string(0), toUpper: true)
    },
  ]

  private static func trim(
    _ arena: Arena, _ operands: Operands, left: Bool, right: Bool
  ) throws(BuiltinError) -> Value {
    let value = try operands.string(0)
    let cutset = try operands.string(1).utf8
    return try trimmed(arena, value, left: left, right: right) { scalar in
      var index = 0
      while index < cutset.count {
        let (member, length) = cutset.scalar(at: index)
        if member == scalar { return true }
        index += length
      }
      return false
    }
  }

  @inline(__always)
  private static func trimmed(
    _ arena: Arena, _ value: Value, left: Bool, right: Bool, _ isCut: (UInt32) -> Bool
  ) throws(BuiltinError) -> Value {
    let text = value.utf8
    var start = 0
    var end = text.count
    while left, start < end {
      let (scalar, length) = text.scalar(at: start)
      guard isCut(scalar) else { break }
      start += length
    }
    while right, end > start {
      let (scalar, length) = text.scalar(before: end)
      guard isCut(scalar) else { break }
      end -= length
    }
    if start == 0, end == text.count { return value }
    return try arena.boundedString(text.part(start, max(start, end)))
  }

  /// White space as Unicode has it, and the reference.
  static func isSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  private static func recased(_ arena: Arena, _ value: Value, toUpper: Bool) throws(BuiltinError) -> Value {
    let text = value.utf8
    let first = UInt8(ascii: toUpper ? "a" : "A")
    if value.flags & Value.Flags.ascii != 0 {
      guard text.contains(where: { $0 &- first < 26 }) else { return value }
      let output = try arena.reserveBounded(text.count)
      for index in 0..<text.count { output[index] = text[index] &- first < 26 ? text[index] ^ 0x20 : text[index] }
      return arena.finishString(output, count: text.count)
    }
    let output = try arena.reserveBounded(text.count * 3)
    var index = 0
    var count = 0
    while index < text.count {
      let (scalar, length) = text.scalar(at: index)
      output.write(scalar: toUpper ? LetterCase.upper(scalar) : LetterCase.lower(scalar), at: &count)
      index += length
    }
    return arena.finishString(output, count: count)
  }
}

/// Case mappings of one code point to one, as the reference has them: `ß` stays as it is.
enum LetterCase {
  static func lower(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x80 { return scalar &- 0x41 < 26 ? scalar | 0x20 : scalar }
    if scalar == 0x130 { return 0x69 }
    return single(scalar) { $0.lowercaseMapping }
  }

  static func upper(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x80 { return scalar &- 0x61 < 26 ? scalar & ~0x20 : scalar }
    let upper = single(scalar) { $0.uppercaseMapping }
    // Greek letters with a subscript iota become two letters in full; their title case is one.
    if upper == scalar, scalar & 0xFF80 == 0x1F80 { return single(scalar) { $0.titlecaseMapping } }
    return upper
  }

  private static func single(_ scalar: UInt32, _ map: (Unicode.Scalar.Properties) -> String) -> UInt32 {
    guard let letter = Unicode.Scalar(scalar) else { return scalar }
    let mapped = map(letter.properties).unicodeScalars
    guard let first = mapped.first, mapped.dropFirst().isEmpty else { return scalar }
    return first.value
  }
}
