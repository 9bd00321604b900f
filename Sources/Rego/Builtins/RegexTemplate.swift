/// `regex.template_match`: text with regular expressions between two delimiters.
enum RegexTemplate {
  static func match(_ context: BuiltinContext, _ operands: Operands) throws(BuiltinError) -> Value {
    let template = try operands.string(0).utf8
    let text = try operands.string(1).utf8
    let open = try operands.string(2).utf8
    let close = try operands.string(3).utf8
    guard open.count == 1 else {
      throw .failed("start delimiter has to be exactly one character long but is \(open.count) long")
    }
    guard close.count == 1 else {
      // The reference reports the other delimiter's length here.
      throw .failed("end delimiter has to be exactly one character long but is \(open.count) long")
    }
    let key = context.arena.reserveString(template.count + 2)
    var count = 0
    key.write(template, at: &count)
    key.write(open, at: &count)
    key.write(close, at: &count)
    let bytes = Bytes(start: key, count: count)
    let hash = StringHash.of(bytes)
    if let found = context.regexTemplates.find(bytes, hash: hash) { return Value(found.matches(text)) }
    let made = try compile(template, open[0], close[0])
    context.regexTemplates.insert(bytes, hash: hash, made)
    return Value(made.matches(text))
  }

  private static func compile(_ template: Bytes, _ open: UInt8, _ close: UInt8) throws(BuiltinError) -> RegexPattern {
    var pattern: [UInt8] = [UInt8(ascii: "^")]
    var level = 0
    var start = 0
    var copied = 0
    for index in 0..<template.count {
      if template[index] == open {
        level += 1
        if level == 1 { start = index }
      } else if template[index] == close {
        level -= 1
        if level < 0 { throw unbalanced(template) }
        if level == 0 {
          quote(template.part(copied, start), &pattern)
          let inner = template.part(start + 1, index)
          _ = try compiled([UInt8(ascii: "^")] + inner + [UInt8(ascii: "$")])
          pattern += [UInt8(ascii: "(")] + inner + [UInt8(ascii: ")")]
          copied = index + 1
        }
      }
    }
    if level != 0 { throw unbalanced(template) }
    quote(template.part(copied, template.count), &pattern)
    pattern.append(UInt8(ascii: "$"))
    return try compiled(pattern)
  }

  private static func compiled(_ pattern: [UInt8]) throws(BuiltinError) -> RegexPattern {
    try pattern.withUnsafeBufferPointer { bytes throws(BuiltinError) in try RegexPattern(bytes) }
  }

  private static func unbalanced(_ template: Bytes) -> BuiltinError {
    .failed("unbalanced braces in \(TermText.quoted(template))")
  }

  private static func quote(_ text: Bytes, _ pattern: inout [UInt8]) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "?"),
        UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "|"), UInt8(ascii: "["), UInt8(ascii: "]"),
        UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "^"), UInt8(ascii: "$"):
        pattern.append(UInt8(ascii: "\\"))
      default: break
      }
      pattern.append(byte)
    }
  }
}
