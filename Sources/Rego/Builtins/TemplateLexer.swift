/// The pieces of a template in the syntax of Go's text/template.
struct TemplateToken {
  enum Kind: Equatable {
    case text, leftDelimiter, rightDelimiter
    case identifier, field, variable, number, string, character
    case dot, pipe, comma, declare, assign, open, close, end
  }
  var kind: Kind
  /// Text and strings: their content; fields and variables: their name without the sign.
  var content: [UInt8] = []
  /// Byte offset in the template.
  var position: Int
  /// Whether white space comes before it.
  var isSpaced = false
}

/// Why a template cannot be read; the line counts from 1.
struct TemplateError: Error {
  var message: String
  var line: Int
}

struct TemplateLexer {
  private let text: [UInt8]
  private var index = 0
  private var tokens: [TemplateToken] = []

  static func tokens(of text: Bytes) throws(TemplateError) -> [TemplateToken] {
    var lexer = TemplateLexer(text: Array(text))
    try lexer.run()
    return lexer.tokens
  }

  private init(text: [UInt8]) { self.text = text }

  private func has(_ literal: StaticString, at position: Int) -> Bool {
    let end = position + literal.utf8CodeUnitCount
    guard end <= text.count else { return false }
    for offset in 0..<literal.utf8CodeUnitCount where text[position + offset] != literal.utf8Start[offset] {
      return false
    }
    return true
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  static func line(at position: Int, in text: [UInt8]) -> Int {
    1 + text.prefix(position).count { $0 == 0x0A }
  }

  private func error(_ message: String) -> TemplateError {
    TemplateError(message: message, line: TemplateLexer.line(at: index, in: text))
  }

  private mutating func run() throws(TemplateError) {
    var trimsStart = false
    while true {
      var start = index
      while index < text.count, !has("{{", at: index) { index += 1 }
      var end = index
      if trimsStart { while start < end, TemplateLexer.isSpace(text[start]) { start += 1 } }
      let trimsEnd = has("{{- ", at: index) || has("{{-\n", at: index) || has("{{-\t", at: index)
      if trimsEnd { while end > start, TemplateLexer.isSpace(text[end - 1]) { end -= 1 } }
      if end > start { tokens.append(TemplateToken(kind: .text, content: Array(text[start..<end]), position: start)) }
      guard index < text.count else { break }
      index += trimsEnd ? 3 : 2
      trimsStart = try action()
    }
    tokens.append(TemplateToken(kind: .end, position: text.count))
  }

  /// An action after its `{{`; returns whether white space after it is trimmed.
  private mutating func action() throws(TemplateError) -> Bool {
    var look = index
    while look < text.count, TemplateLexer.isSpace(text[look]) { look += 1 }
    if has("/*", at: look) { return try comment(from: look) }
    tokens.append(TemplateToken(kind: .leftDelimiter, position: index - 2))
    var depth = 0
    while true {
      var isSpaced = false
      while index < text.count, TemplateLexer.isSpace(text[index]) {
        isSpaced = true
        index += 1
      }
      if index >= text.count { throw error("unclosed action") }
      let trims = isSpaced && has("-}}", at: index)
      if trims || has("}}", at: index) {
        if depth > 0 { throw error("unclosed left paren") }
        tokens.append(TemplateToken(kind: .rightDelimiter, position: index))
        index += trims ? 3 : 2
        return trims
      }
      var token = try next()
      token.isSpaced = isSpaced
      if token.kind == .open { depth += 1 }
      if token.kind == .close {
        depth -= 1
        if depth < 0 { throw error("unexpected right paren") }
      }
      tokens.append(token)
    }
  }

  private mutating func comment(from start: Int) throws(TemplateError) -> Bool {
    index = start + 2
    while index < text.count, !has("*/", at: index) { index += 1 }
    guard index < text.count else { throw error("unclosed comment") }
    index += 2
    let beforeSpace = index
    while index < text.count, TemplateLexer.isSpace(text[index]) { index += 1 }
    let trims = index > beforeSpace && has("-}}", at: index)
    guard trims || has("}}", at: index) else { throw error("comment ends before closing delimiter") }
    index += trims ? 3 : 2
    return trims
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") <= 9 || byte == UInt8(ascii: "_")
      || byte >= 0x80
  }

  private mutating func word() -> [UInt8] {
    let start = index
    while index < text.count, TemplateLexer.isWord(text[index]) { index += 1 }
    return Array(text[start..<index])
  }

  private mutating func next() throws(TemplateError) -> TemplateToken {
    let start = index
    let byte = text[index]
    func single(_ kind: TemplateToken.Kind) -> TemplateToken { TemplateToken(kind: kind, position: start) }
    switch byte {
    case UInt8(ascii: "|"):
      index += 1
      return single(.pipe)
    case UInt8(ascii: "("):
      index += 1
      return single(.open)
    case UInt8(ascii: ")"):
      index += 1
      return single(.close)
    case UInt8(ascii: ","):
      index += 1
      return single(.comma)
    case UInt8(ascii: "="):
      index += 1
      return single(.assign)
    case UInt8(ascii: ":"):
      guard has(":=", at: index) else { throw error("expected :=") }
      index += 2
      return single(.declare)
    case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"): return try quoted(byte)
    case UInt8(ascii: "$"):
      index += 1
      return TemplateToken(kind: .variable, content: word(), position: start)
    case UInt8(ascii: "."):
      if index + 1 < text.count, text[index + 1] &- UInt8(ascii: "0") <= 9 { return number() }
      index += 1
      let name = word()
      return name.isEmpty ? single(.dot) : TemplateToken(kind: .field, content: name, position: start)
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    default:
      guard TemplateLexer.isWord(byte) else {
        throw error("unexpected \(TermText.quotedCharacter(byte)) in command")
      }
      return TemplateToken(kind: .identifier, content: word(), position: start)
    }
  }

  private mutating func number() -> TemplateToken {
    let start = index
    index += 1
    while index < text.count,
      TemplateLexer.isWord(text[index]) || text[index] == UInt8(ascii: ".")
        || ((text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-"))
          && text[index - 1] | 0x20 == UInt8(ascii: "e"))
    { index += 1 }
    return TemplateToken(kind: .number, content: Array(text[start..<index]), position: start)
  }

  private mutating func quoted(_ quote: UInt8) throws(TemplateError) -> TemplateToken {
    let start = index
    var content: [UInt8] = []
    index += 1
    while index < text.count, text[index] != quote {
      let byte = text[index]
      if byte == 0x0A, quote != UInt8(ascii: "`") { break }
      index += 1
      guard byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "`"), index < text.count else {
        content.append(byte)
        continue
      }
      let letter = text[index]
      index += 1
      switch letter {
      case UInt8(ascii: "n"): content.append(0x0A)
      case UInt8(ascii: "t"): content.append(0x09)
      case UInt8(ascii: "r"): content.append(0x0D)
      case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): content.append(letter)
      default: throw error("malformed escape in a constant")
      }
    }
    guard index < text.count, text[index] == quote else {
      throw error(quote == UInt8(ascii: "'") ? "unterminated character constant" : "unterminated quoted string")
    }
    index += 1
    let kind: TemplateToken.Kind = quote == UInt8(ascii: "'") ? .character : .string
    return TemplateToken(kind: kind, content: content, position: start)
  }
}

extension TermText {
  /// `U+0040 '@'`, as Go names a character.
  static func quotedCharacter(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: 4 - digits.utf8.count) + digits + " '\(UnicodeScalar(byte))'"
  }
}
