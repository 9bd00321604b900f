/// Splits a GraphQL text into tokens. Places are the reference's: a string's is behind its opening quotes, a block
/// string's line is the one where it ends.
struct GraphQLLexer {
  let bytes: Bytes
  var start = 0
  var startRune = 0
  var end = 0
  var endRune = 0
  private var line = 1
  private var lineStartRune = 0

  init(_ bytes: Bytes) { self.bytes = bytes }

  mutating func next() -> GraphQLToken {
    skipBlanks()
    start = end
    startRune = endRune
    guard end < bytes.count else { return token(.end) }
    let byte = bytes[end]
    if let kind = GraphQLLexer.punctuation(byte) {
      advance(1)
      return token(kind)
    }
    switch byte {
    case UInt8(ascii: ".") where bytes.part(end, bytes.count).hasPrefix("..."):
      advance(3)
      return token(.spread)
    case UInt8(ascii: "#"): return comment()
    case UInt8(ascii: "_"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): return name()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    case UInt8(ascii: "\""):
      return bytes.part(end, bytes.count).hasPrefix("\"\"\"") ? blockString() : string()
    case 0..<0x20: return invalid("Cannot contain the invalid character \"\\u\(GraphQLLexer.fourDigits(byte))\"")
    case UInt8(ascii: "'"):
      return invalid("Unexpected single quote character ('), did you mean to use a double quote (\")?")
    default: return invalid("Cannot parse the unexpected character \"\(Character(Unicode.Scalar(byte)))\".")
    }
  }

  private static func punctuation(_ byte: UInt8) -> GraphQLToken.Kind? {
    switch byte {
    case UInt8(ascii: "!"): .bang
    case UInt8(ascii: "$"): .dollar
    case UInt8(ascii: "&"): .ampersand
    case UInt8(ascii: "("): .openParenthesis
    case UInt8(ascii: ")"): .closeParenthesis
    case UInt8(ascii: ":"): .colon
    case UInt8(ascii: "="): .equals
    case UInt8(ascii: "@"): .at
    case UInt8(ascii: "["): .openBracket
    case UInt8(ascii: "]"): .closeBracket
    case UInt8(ascii: "{"): .openBrace
    case UInt8(ascii: "}"): .closeBrace
    case UInt8(ascii: "|"): .pipe
    default: nil
    }
  }

  /// The reference writes the code of a control character in decimal digits.
  static func fourDigits(_ byte: UInt8) -> String {
    let digits = String(byte)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  mutating func advance(_ count: Int) {
    end += count
    endRune += count
  }

  mutating func advanceRune() {
    end += bytes.scalar(at: end).length
    endRune += 1
  }

  func token(_ kind: GraphQLToken.Kind, _ value: String = "") -> GraphQLToken {
    GraphQLToken(
      kind: kind, value: value, place: GraphQLPlace(line: line, column: startRune - lineStartRune + 1))
  }

  func invalid(_ message: String) -> GraphQLToken {
    GraphQLToken(
      kind: .invalid, place: GraphQLPlace(line: line, column: endRune - lineStartRune + 1), message: message)
  }

  func text(_ from: Int, _ to: Int) -> String { String(decoding: bytes.part(from, to), as: UTF8.self) }

  private mutating func skipBlanks() {
    while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: "\t"), UInt8(ascii: " "), UInt8(ascii: ","): advance(1)
      case UInt8(ascii: "\n"): startLine()
      case UInt8(ascii: "\r"):
        startLine()
        // The line feed after it counts as the new line's first column.
        if end < bytes.count, bytes[end] == UInt8(ascii: "\n") { advance(1) }
      case 0xEF where bytes.count - end > 2 && bytes[end + 1] == 0xBB && bytes[end + 2] == 0xBF:
        end += 3
        endRune += 1
      default: return
      }
    }
  }

  mutating func startLine() {
    advance(1)
    line += 1
    lineStartRune = endRune
  }

  private mutating func comment() -> GraphQLToken {
    while end < bytes.count, bytes[end] >= 0x20 || bytes[end] == UInt8(ascii: "\t") { advanceRune() }
    return token(.comment, text(start, end))
  }

  private mutating func name() -> GraphQLToken {
    while end < bytes.count, GraphQLLexer.isNamePart(bytes[end]) { advance(1) }
    return token(.name, text(start, end))
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
  }

  private mutating func number() -> GraphQLToken {
    var isFloat = false
    accept("-")
    if accept("0") {
      if end < bytes.count, bytes[end] &- UInt8(ascii: "0") < 10 {
        return invalid("Invalid number, unexpected digit after 0: \(nextText).")
      }
    } else if !acceptDigits() {
      return invalid("Invalid number, expected digit but got: \(nextText).")
    }
    if accept(".") {
      isFloat = true
      if !acceptDigits() { return invalid("Invalid number, expected digit but got: \(nextText).") }
    }
    if accept("e") || accept("E") {
      isFloat = true
      if !accept("-") { accept("+") }
      if !acceptDigits() { return invalid("Invalid number, expected digit but got: \(nextText).") }
    }
    return token(isFloat ? .float : .int, text(start, end))
  }

  @discardableResult
  private mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
    guard end < bytes.count, bytes[end] == UInt8(ascii: scalar) else { return false }
    advance(1)
    return true
  }

  private mutating func acceptDigits() -> Bool {
    let before = end
    while end < bytes.count, bytes[end] &- UInt8(ascii: "0") < 10 { advance(1) }
    return end > before
  }

  private var nextText: String { end < bytes.count ? "\"\(Character(Unicode.Scalar(bytes[end])))\"" : "<EOF>" }
}
