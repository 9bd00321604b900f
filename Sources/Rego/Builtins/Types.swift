/// Asking for types, and casts.
enum Types {
  static let all: [Builtin] = [
    Builtin("is_number", 1) { Value($1[0].isNumber) },
    Builtin("is_string", 1) { Value($1[0].tag == .string) },
    Builtin("is_boolean", 1) { Value($1[0].tag == .boolean) },
    Builtin("is_array", 1) { Value($1[0].tag == .array) },
    Builtin("is_set", 1) { Value($1[0].tag == .set) },
    Builtin("is_object", 1) { Value($1[0].tag == .object) },
    Builtin("is_null", 1) { Value($1[0].tag == .null) },
    Builtin("type_name", 1) { (context, operands) throws(BuiltinError) in
      switch operands[0].kind {
      case .undefined, .null: context.arena.string("null")
      case .boolean: context.arena.string("boolean")
      case .number: context.arena.string("number")
      case .string: context.arena.string("string")
      case .array: context.arena.string("array")
      case .object: context.arena.string("object")
      case .set: context.arena.string("set")
      }
    },
    cast("cast_null", .null),
    cast("cast_boolean", .boolean),
    cast("cast_string", .string),
    cast("cast_object", .object),
    Builtin("cast_array", 1) { (context, operands) throws(BuiltinError) in
      let elements = try operands.sequence(0, expected: [.array, .set, .alphabetical])
      return operands[0].tag == .array ? operands[0] : context.arena.array(elements)
    },
    Builtin("cast_set", 1) { (context, operands) throws(BuiltinError) in
      let elements = try operands.sequence(0, expected: [.array, .set, .alphabetical])
      if operands[0].tag == .set { return operands[0] }
      var builder = SetBuilder(context.arena, capacity: elements.count)
      for element in elements { builder.insert(element) }
      return builder.finish()
    },
    Builtin("to_number", 1) { (context, operands) throws(BuiltinError) in try toNumber(context.arena, operands[0]) },
  ]

  private static func cast(_ name: String, _ expected: OperandTypes) -> Builtin {
    Builtin(name, 1) { (_, operands) throws(BuiltinError) in
      if operands[0].kind.asOperandType == expected { return operands[0] }
      throw .operandType(1, expected: expected, got: operands[0].kind)
    }
  }

  private static func toNumber(_ arena: Arena, _ value: Value) throws(BuiltinError) -> Value {
    switch value.tag {
    case .null: return Value(0)
    case .boolean: return Value(value.isTrue ? 1 : 0)
    case .int, .decimal: return value
    case .string: return try parseNumber(arena, value.utf8)
    default: throw .type("operand 1 must be one of {null, boolean, number, string} but got \(value.kind.name)")
    }
  }

  /// What the reference's number parser takes, as JSON would write it: a sign, leading zeros and a bare point may be
  /// there and are dropped.
  private static func parseNumber(_ arena: Arena, _ text: Bytes) throws(BuiltinError) -> Value {
    if let integer = DecimalText.plainInteger(text), !text.isEmpty { return Value(integer) }
    if isSpecial(text) { throw .type("operand 1 must be valid number string but got string") }
    guard let normal = NumberText.normalized(text) else {
      throw .failed("strconv.ParseFloat: parsing \(TermText.quoted(text)): invalid syntax")
    }
    return try Array(normal.utf8).withUnsafeBufferPointer { bytes throws(BuiltinError) in
      let float = BigFloat(text: bytes)
      // 2^1024 and more is beyond a double.
      if !float.isZero, float.exponent + 64 > 1024 {
        throw .failed("strconv.ParseFloat: parsing \(TermText.quoted(text)): value out of range")
      }
      guard arena.admits(bytes.count) else { throw .outOfMemory }
      return arena.number(bytes)
    }
  }

  /// Whether a number parser would take this for infinity or no number.
  private static func isSpecial(_ text: Bytes) -> Bool {
    var start = 0
    while start < text.count, text[start] == UInt8(ascii: "+") || text[start] == UInt8(ascii: "-") { start += 1 }
    guard text.count - start <= 8 else { return false }
    let word = String(decoding: text.part(start, text.count), as: UTF8.self).lowercased()
    return word == "nan" || word == "inf" || word == "infinity"
  }
}

/// Number texts that are not JSON's.
enum NumberText {
  /// The JSON text of a decimal number with an optional sign, leading zeros, a bare point or an exponent; nil for
  /// anything else.
  static func normalized(_ text: Bytes) -> String? {
    var index = 0
    var output = ""
    if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") {
      if text[index] == UInt8(ascii: "-") { output = "-" }
      index += 1
    }
    func digits() -> Substring {
      let start = index
      while index < text.count, text[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
      return String(decoding: text.part(start, index), as: UTF8.self)[...]
    }
    let whole = digits()
    var fraction: Substring = ""
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      fraction = digits()
    }
    if whole.isEmpty, fraction.isEmpty { return nil }
    let significant = whole.drop { $0 == "0" }
    output += significant.isEmpty ? "0" : significant
    if !fraction.isEmpty { output += "." + fraction }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      output += "e"
      if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") {
        output += text[index] == UInt8(ascii: "-") ? "-" : "+"
        index += 1
      }
      let exponent = digits()
      if exponent.isEmpty { return nil }
      output += exponent
    }
    return index == text.count ? output : nil
  }
}

extension Value.Kind {
  var asOperandType: OperandTypes {
    switch self {
    case .undefined: []
    case .null: .null
    case .boolean: .boolean
    case .number: .number
    case .string: .string
    case .array: .array
    case .object: .object
    case .set: .set
    }
  }
}
