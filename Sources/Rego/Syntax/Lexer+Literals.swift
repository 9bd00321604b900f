/// Numbers, strings, templates and comments.
extension Lexer {
  private func current(_ cursor: Cursor, is character: Unicode.Scalar) -> Bool {
    cursor.current == Int32(character.value)
  }

  /// A number, and what is stuck to it: `12abc` is one faulty number, not a number and a name.
  mutating func scanNumber(_ cursor: inout Cursor) {
    skipDecimals(&cursor)
    if current(cursor, is: ".") {
      advance(&cursor)
      if !skipDecimals(&cursor) { faults.append("expected fraction") }
    }
    if cursor.current | 0x20 == 0x65 {
      advance(&cursor)
      if current(cursor, is: "+") || current(cursor, is: "-") { advance(&cursor) }
      if !skipDecimals(&cursor) { faults.append("expected exponent") }
    }
    if Lexer.isLetter(cursor.current) {
      faults.append("illegal number format")
      while Lexer.isLetter(cursor.current) || Lexer.isDigit(cursor.current) { advance(&cursor) }
    }
  }

  @discardableResult
  private mutating func skipDecimals(_ cursor: inout Cursor) -> Bool {
    let start = cursor.position
    while Lexer.isDecimal(cursor.current) { advance(&cursor) }
    return cursor.position > start
  }

  mutating func scanComment(_ cursor: inout Cursor) -> Token {
    while !current(cursor, is: "\n"), cursor.current >= 0 { advance(&cursor) }
    return .comment
  }

  mutating func scanString(_ cursor: inout Cursor, _ content: inout Range<Int>) -> Token {
    let start = cursor.position
    while true {
      content = start..<cursor.position
      if current(cursor, is: "\n") || cursor.current < 0 {
        faults.append("non-terminated string")
        return .string
      }
      let character = cursor.current
      advance(&cursor)
      if character == 0x22 { return .string }
      if character == 0x5C { scanEscape(&cursor, isTemplate: false) }
    }
  }

  mutating func scanRawString(_ cursor: inout Cursor, _ content: inout Range<Int>) -> Token {
    let start = cursor.position
    while !current(cursor, is: "`") {
      guard cursor.current >= 0 else {
        faults.append("non-terminated string")
        break
      }
      advance(&cursor)
    }
    content = start..<cursor.position
    advance(&cursor)
    return .string
  }

  /// The text of a template up to the next `{` or the closing quote.
  mutating func scanTemplate(_ cursor: inout Cursor, _ content: inout Range<Int>) -> Token {
    let start = cursor.position
    while true {
      content = start..<cursor.position
      if current(cursor, is: "\n") || cursor.current < 0 {
        faults.append("non-terminated string")
        return .templatePart
      }
      let character = cursor.current
      advance(&cursor)
      if character == 0x22 { return .templateEnd }
      if character == 0x7B { return .templatePart }
      if character == 0x5C { scanEscape(&cursor, isTemplate: true) }
    }
  }

  mutating func scanRawTemplate(_ cursor: inout Cursor, _ content: inout Range<Int>) -> Token {
    let start = cursor.position
    while true {
      content = start..<cursor.position
      if cursor.current < 0 {
        faults.append("non-terminated string")
        return .rawTemplatePart
      }
      let character = cursor.current
      advance(&cursor)
      if character == 0x60 { return .rawTemplateEnd }
      if character == 0x7B { return .rawTemplatePart }
      if character == 0x5C, current(cursor, is: "{") { advance(&cursor) }
    }
  }

  /// Goes on with a template behind an expression's `}`.
  mutating func continueTemplate(_ cursor: inout Cursor, isRaw: Bool) -> Lexeme {
    var lexeme = Lexeme(token: .illegal, start: cursor, end: 0, content: 0..<0)
    lexeme.token =
      isRaw ? scanRawTemplate(&cursor, &lexeme.content) : scanTemplate(&cursor, &lexeme.content)
    lexeme.end = cursor.position
    return lexeme
  }

  /// What follows a backslash. The digits of `\u` are stepped over unseen; they are judged with the whole string.
  private mutating func scanEscape(_ cursor: inout Cursor, isTemplate: Bool) {
    switch cursor.current {
    case 0x5C, 0x22, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: advance(&cursor)
    case 0x75: for _ in 0..<4 { advance(&cursor) }
    case 0x7B where isTemplate: advance(&cursor)
    default: faults.append("illegal escape sequence")
    }
  }
}
