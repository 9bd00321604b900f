/// Splits Rego text into tokens, one at a time: where a template string goes on is for the parser to say.
struct Lexer {
  /// A place in the text and the character there. A plain copy of it is all that going back takes.
  struct Cursor {
    /// The offset of `current`.
    var position = 0
    /// How many bytes `current` takes; 0 at the end.
    var width = 0
    /// The Unicode scalar, or -1 at the end.
    var current: Int32 = -1
    var row = 1
    /// Of `current`, counted in scalars from 1; 0 for a line end, which counts to the line it starts.
    var column = 0
  }

  /// A token and where it stands.
  struct Lexeme {
    var token: Token
    var start: Cursor
    var end: Int
    /// A string's or template's content without delimiters, escapes still in it.
    var content: Range<Int>
  }

  let bytes: [UInt8]
  var keywords: FutureKeywords = []
  /// What was wrong with the characters read since these were last taken.
  var faults: [String] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The first character.
  mutating func start() -> Cursor {
    var cursor = Cursor()
    advance(&cursor)
    if cursor.current == Lexer.byteOrderMark { advance(&cursor) }
    return cursor
  }

  static let byteOrderMark: Int32 = 0xFEFF

  /// Steps to the next character. Faulty characters are noted when they are stepped on, so they count to the token
  /// before them.
  mutating func advance(_ cursor: inout Cursor) {
    cursor.position += cursor.width
    guard cursor.position < bytes.count else {
      cursor.current = -1
      cursor.width = 0
      return
    }
    let byte = bytes[cursor.position]
    if byte < 0x80 {
      cursor.current = Int32(byte)
      cursor.width = 1
      if byte == 0 { faults.append("illegal null character") }
    } else {
      decode(&cursor)
    }
    if byte == UInt8(ascii: "\n") {
      cursor.row += 1
      cursor.column = 0
    } else {
      cursor.column += 1
    }
  }

  private mutating func decode(_ cursor: inout Cursor) {
    if let (scalar, width) = UTF8Decoding.scalar(in: bytes, at: cursor.position) {
      cursor.current = Int32(scalar)
      cursor.width = width
      if cursor.current == Lexer.byteOrderMark, cursor.position > 0 { faults.append("illegal byte-order mark") }
    } else {
      cursor.current = 0xFFFD
      cursor.width = 1
      faults.append("illegal utf-8 character")
    }
  }

  /// The token at the cursor, which moves behind it.
  mutating func next(_ cursor: inout Cursor) -> Lexeme {
    var lexeme = Lexeme(token: .illegal, start: cursor, end: 0, content: 0..<0)
    let current = cursor.current
    if Lexer.isWhitespace(current) {
      advance(&cursor)
      lexeme.token = .whitespace
    } else if Lexer.isLetter(current) {
      while Lexer.isLetter(cursor.current) || Lexer.isDigit(cursor.current) { advance(&cursor) }
      lexeme.token = Keywords.token(bytes[lexeme.start.position..<cursor.position], keywords)
    } else if Lexer.isDecimal(current) {
      scanNumber(&cursor)
      lexeme.token = .number
    } else {
      advance(&cursor)
      lexeme.token = symbol(current, &cursor, &lexeme.content)
    }
    lexeme.end = cursor.position
    return lexeme
  }

  private mutating func symbol(_ character: Int32, _ cursor: inout Cursor, _ content: inout Range<Int>) -> Token {
    guard character >= 0 else { return .endOfFile }
    guard character < 0x80 else { return .illegal }
    switch UInt8(character) {
    case UInt8(ascii: "#"): return scanComment(&cursor)
    case UInt8(ascii: "\""): return scanString(&cursor, &content)
    case UInt8(ascii: "`"): return scanRawString(&cursor, &content)
    case UInt8(ascii: "["): return .leftBracket
    case UInt8(ascii: "]"): return .rightBracket
    case UInt8(ascii: "{"): return .leftBrace
    case UInt8(ascii: "}"): return .rightBrace
    case UInt8(ascii: "("): return .leftParenthesis
    case UInt8(ascii: ")"): return .rightParenthesis
    case UInt8(ascii: ","): return .comma
    case UInt8(ascii: ";"): return .semicolon
    case UInt8(ascii: "."): return .dot
    case UInt8(ascii: "+"): return .plus
    case UInt8(ascii: "-"): return .minus
    case UInt8(ascii: "*"): return .times
    case UInt8(ascii: "/"): return .divide
    case UInt8(ascii: "%"): return .remainder
    case UInt8(ascii: "&"): return .and
    case UInt8(ascii: "|"): return .or
    case UInt8(ascii: ":"): return followed(by: "=", &cursor) ? .assign : .colon
    case UInt8(ascii: "="): return followed(by: "=", &cursor) ? .equal : .unify
    case UInt8(ascii: ">"): return followed(by: "=", &cursor) ? .greaterOrEqual : .greater
    case UInt8(ascii: "<"): return followed(by: "=", &cursor) ? .lessOrEqual : .less
    case UInt8(ascii: "!"):
      if followed(by: "=", &cursor) { return .notEqual }
      faults.append("illegal ! character")
      return .illegal
    case UInt8(ascii: "$"):
      if followed(by: "\"", &cursor) { return scanTemplate(&cursor, &content) }
      if followed(by: "`", &cursor) { return scanRawTemplate(&cursor, &content) }
      return .illegal
    default: return .illegal
    }
  }

  private mutating func followed(by character: Unicode.Scalar, _ cursor: inout Cursor) -> Bool {
    guard cursor.current == Int32(character.value) else { return false }
    advance(&cursor)
    return true
  }

  static func isWhitespace(_ c: Int32) -> Bool { c == 0x20 || c == 0x09 || c == 0x0A || c == 0x0D }
  static func isDecimal(_ c: Int32) -> Bool { c >= 0x30 && c <= 0x39 }
  static func isLetter(_ c: Int32) -> Bool { (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7A && c < 0x80 || c == 0x5F }

  /// Decimal digits of any script, within a word.
  static func isDigit(_ c: Int32) -> Bool {
    if c < 0x80 { return isDecimal(c) }
    return Unicode.Scalar(UInt32(c))?.properties.generalCategory == .decimalNumber
  }
}

/// Strict decoding of one character.
enum UTF8Decoding {
  /// The scalar at an offset and its width, or nil where the bytes are not valid.
  static func scalar(in bytes: [UInt8], at offset: Int) -> (UInt32, Int)? {
    let first = UInt32(bytes[offset])
    let width = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
    guard width > 0, offset + width <= bytes.count else { return nil }
    if width == 1 { return (first, 1) }
    var scalar = first & (0x7F >> UInt32(width))
    for index in 1..<width {
      let byte = UInt32(bytes[offset + index])
      guard byte & 0xC0 == 0x80 else { return nil }
      scalar = scalar << 6 | (byte & 0x3F)
    }
    let isShortest = width == 2 || (width == 3 ? scalar >= 0x800 : scalar >= 0x10000)
    guard isShortest, Unicode.Scalar(scalar) != nil else { return nil }
    return (scalar, width)
  }
}
