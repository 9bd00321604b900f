/// What a piece of Rego text is.
enum Token: UInt8 {
  case illegal, endOfFile, whitespace, identifier, comment
  case package, `import`, `as`, `default`, `else`, not, some, with, null, `true`, `false`
  case every, `in`, contains, `if`
  case number, string
  case templatePart, templateEnd, rawTemplatePart, rawTemplateEnd
  case leftBracket, rightBracket, leftBrace, rightBrace, leftParenthesis, rightParenthesis, comma, colon
  case plus, minus, times, divide, remainder, and, or
  case unify, equal, assign, notEqual, greater, less, greaterOrEqual, lessOrEqual
  case dot, semicolon

  /// The name in messages; of an operator also the name of the built-in that it calls.
  var name: String { Token.names[Int(rawValue)] }

  private static let names = [
    "illegal", "eof", "whitespace", "identifier", "comment",
    "package", "import", "as", "default", "else", "not", "some", "with", "null", "true", "false",
    "every", "in", "contains", "if",
    "number", "string",
    "template-string-part", "template-string-end", "raw-template-string-part", "raw-template-string-end",
    "[", "]", "{", "}", "(", ")", ",", ":",
    "plus", "minus", "mul", "div", "rem", "and", "or",
    "eq", "equal", "assign", "neq", "gt", "lt", "gte", "lte",
    ".", ";",
  ]

  /// Whether this is a word of the language, the ones that v0 has to import included.
  var isKeyword: Bool { rawValue >= Token.package.rawValue && rawValue <= Token.if.rawValue }

  /// Whether this starts the next step of a reference.
  var continuesReference: Bool { self == .dot || self == .leftBracket }

  var endsTemplate: Bool { self == .templateEnd || self == .rawTemplateEnd }

  /// How strongly an infix operator binds; `in`, `:=` and `=` bind weaker than all of them and have rules of their own.
  var precedence: Int? {
    switch self {
    case .equal, .notEqual, .less, .greater, .lessOrEqual, .greaterOrEqual: 1
    case .or: 2
    case .and: 3
    case .plus, .minus: 4
    case .times, .divide, .remainder: 5
    default: nil
    }
  }
}

/// The words that became keywords with v1, and which a v0 module imports.
struct FutureKeywords: OptionSet {
  let rawValue: UInt8

  static let `in` = FutureKeywords(rawValue: 1)
  static let every = FutureKeywords(rawValue: 2)
  static let contains = FutureKeywords(rawValue: 4)
  static let `if` = FutureKeywords(rawValue: 8)
  static let all: FutureKeywords = [.in, .every, .contains, .if]

  static let byName: [(name: String, keyword: FutureKeywords)] = [
    ("contains", .contains), ("every", .every), ("if", .if), ("in", .in),
  ]

  /// `every` is of no use without `in`, so one brings the other.
  var withImplied: FutureKeywords { contains(.every) ? union(.in) : self }
}

/// The words of the language.
enum Keywords {
  private struct Entry {
    var word: UInt64
    var token: Token
    /// Empty for the words that were keywords from the start.
    var future: FutureKeywords = []
  }

  private static let entries: [Entry] =
    [
      ("package", .package), ("import", .import), ("as", .as), ("default", .default), ("else", .else), ("not", .not),
      ("some", .some), ("with", .with), ("null", .null), ("true", .true), ("false", .false),
    ].map { (word: String, token: Token) in Entry(word: packed(word.utf8), token: token) } + [
      Entry(word: packed("in".utf8), token: .in, future: .in),
      Entry(word: packed("every".utf8), token: .every, future: .every),
      Entry(word: packed("contains".utf8), token: .contains, future: .contains),
      Entry(word: packed("if".utf8), token: .if, future: .if),
    ]

  /// A word of at most eight bytes as a number: words are looked up for every name in a text.
  private static func packed(_ word: some Collection<UInt8>) -> UInt64 {
    word.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The token of a word.
  static func token(_ word: some Collection<UInt8>, _ active: FutureKeywords) -> Token {
    guard word.count > 1, word.count <= 8 else { return .identifier }
    let key = packed(word)
    for entry in entries where entry.word == key && active.isSuperset(of: entry.future) { return entry.token }
    return .identifier
  }

  /// Whether the version reserves the word.
  static func isKeyword(_ word: String, in version: RegoVersion) -> Bool {
    token(word.utf8, version == .v0 ? [] : .all) != .identifier
  }
}
