/// Recursive descent over one text: the current token, going back, and the errors found.
///
/// A production returns nil when it could not be parsed; then an error is recorded, or the caller goes back to a saved
/// ``State`` and tries another production. The errors are part of the state, so going back forgets them.
final class SyntaxParser {
  /// All that moves while parsing.
  struct State {
    var cursor: Lexer.Cursor
    var token = Token.illegal
    var start = 0
    var end = 0
    var row = 1
    var column = 0
    var content = 0..<0
    /// The end of the last token that was not white space.
    var lastEnd = 0
    /// Whether a line end came between the last token and this one.
    var skippedLineEnd = false
    var wildcards = 0
    var errors: [Diagnostic] = []
    /// What to add to the next error.
    var hints: [String] = []
  }

  struct Comment {
    var location: Location
    var text: Range<Int>
  }

  /// A term parsed before, and the state behind it: going back would otherwise parse nested terms again at each level.
  struct ParsedTerm {
    var offset: Int
    var term: Term?
    var height: Int
    var after: State
  }

  /// Further errors are not kept: every state saved before the next one has a list of its own.
  static let errorsMax = 200

  let source: SourceText
  let version: RegoVersion
  let features: ParserFeatures
  // The variables are the parser's own: run-time checks of overlapping access would double the time it takes.
  @exclusivity(unchecked) var lexer: Lexer
  @exclusivity(unchecked) var state: State
  /// In the order of the text, whatever was parsed twice.
  @exclusivity(unchecked) var comments: [Comment] = []
  /// By rising offset.
  @exclusivity(unchecked) var parsedTerms: [ParsedTerm] = []
  /// The states that productions under way may go back to. They are kept here, as the stack of a thread is short.
  @exclusivity(unchecked) private var marks: [State] = []
  @exclusivity(unchecked) var nesting = Nesting()
  private var depthError: Diagnostic?

  init(_ source: SourceText, version: RegoVersion, _ features: ParserFeatures) {
    self.source = source
    self.version = version
    self.features = features
    lexer = Lexer(source.bytes)
    if version == .v1 { lexer.keywords = .all }
    state = State(cursor: lexer.start())
  }

  var token: Token { state.token }

  // MARK: Tokens

  /// Steps to the next token that is not white space.
  func scan() { scan(skippingSpace: true) }

  /// Steps to the next token; white space is one.
  func scanSpace() { scan(skippingSpace: false) }

  @inline(never)
  func scan(skippingSpace: Bool) {
    beginScan()
    while true {
      let lexeme = lexer.next(&state.cursor)
      accept(lexeme)
      if token == .whitespace {
        if lexer.bytes[lexeme.start.position] == UInt8(ascii: "\n") { state.skippedLineEnd = true }
        if skippingSpace { continue }
      }
      guard token == .comment else { return }
      keepComment(lexeme)
    }
  }

  /// Steps over the `}` of a template's expression to the text behind it.
  func scanTemplate(isRaw: Bool) {
    beginScan()
    accept(lexer.continueTemplate(&state.cursor, isRaw: isRaw))
  }

  private func beginScan() {
    guard token != .whitespace else { return }
    state.lastEnd = state.end
    state.skippedLineEnd = false
  }

  private func accept(_ lexeme: Lexer.Lexeme) {
    state.token = lexeme.token
    state.start = lexeme.start.position
    state.end = lexeme.end
    state.row = lexeme.start.row
    state.column = lexeme.start.column
    state.content = lexeme.content
    guard !lexer.faults.isEmpty else { return }
    let faults = lexer.faults
    lexer.faults = []
    for fault in faults { error(location, fault) }
    state.token = .illegal
  }

  private func keepComment(_ lexeme: Lexer.Lexeme) {
    guard state.start > comments.last?.location.offset ?? -1 else { return }
    var end = state.end
    if end > state.start, lexer.bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    comments.append(Comment(location: location, text: (state.start + 1)..<max(end, state.start + 1)))
  }

  /// The token after this one, white space included, without moving there.
  @inline(never)
  func peekSpace() -> Token {
    let saved = state
    scanSpace()
    let next = token
    state = saved
    return next
  }

  /// Takes a keyword for a name where a reference starts with it: `if.x`, `contains["a"]`.
  @discardableResult
  func takeKeywordAsReferenceHead() -> Bool {
    guard token.isKeyword, features.hasKeywordsInReferences, peekSpace().continuesReference else { return false }
    state.token = .identifier
    return true
  }

  /// Takes a keyword for a name. False when the token is neither.
  func takeKeywordAsName() -> Bool {
    if token.isKeyword, features.hasKeywordsInReferences { state.token = .identifier }
    return token == .identifier
  }

  // MARK: Going back

  /// Keeps the state, to go back to it until it is released.
  @inline(never)
  func mark() -> Int {
    marks.append(state)
    return marks.count - 1
  }

  @inline(never)
  func goBack(to mark: Int) { state = marks[mark] }

  @inline(never)
  func release(_ mark: Int) { marks.removeSubrange(mark...) }

  // MARK: Text and places

  /// The current token's text.
  var text: String { String(decoding: lexer.bytes[state.start..<state.end], as: UTF8.self) }

  /// The current token's place.
  var location: Location {
    Location(
      source: source, offset: state.start, length: state.end - state.start, row: state.row, column: state.column)
  }

  /// A place's row and column with another extent: a node is placed where its first operand is, but its text may start
  /// before (with a parenthesis).
  func spanning(_ location: Location, from offset: Int, to end: Int) -> Location {
    var result = location
    result.offset = offset
    result.length = max(0, end - offset)
    return result
  }

  /// The place of the token at a mark, extended to the last token.
  @inline(never)
  func spanning(from mark: Int) -> Location {
    let start = marks[mark]
    return Location(
      source: source, offset: start.start, length: max(0, state.lastEnd - start.start), row: start.row,
      column: start.column)
  }

  // MARK: Errors

  @inline(never)
  func error(_ location: Location, _ message: String) {
    var message = message
    if !state.hints.isEmpty {
      message += (state.hints.count == 1 ? " (hint: " : " (hints: ") + state.hints.joined(separator: ", ") + ")"
      state.hints = []
    }
    if state.errors.count < SyntaxParser.errorsMax {
      state.errors.append(Diagnostic(.parse, message, at: location))
    }
  }

  func hint(_ text: String) { state.hints.append(text) }

  /// Reports the current token as out of place.
  @inline(never)
  func unexpected(_ note: String? = nil) {
    if token == .illegal { return error(location, "illegal token") }
    let kind = token.isKeyword ? "keyword" : "token"
    error(location, "unexpected \(token.name) \(kind)" + (note.map { ": \($0)" } ?? ""))
  }

  // MARK: Nesting

  /// Enters one level of nesting. False, with an error, when there are too many.
  func enter() -> Bool {
    if nesting.enter() { return true }
    refuseDepth()
    return false
  }

  func leave() { nesting.leave() }

  /// Puts a level of the tree above what was parsed and reached `depth`.
  func pushDown(_ depth: Int) -> Bool {
    if nesting.pushDown(depth) { return true }
    refuseDepth()
    return false
  }

  /// What else is found then follows from this error, and is not reported.
  @inline(never)
  func refuseDepth() {
    guard depthError == nil else { return }
    depthError = Diagnostic(.parse, "max parsing recursion depth exceeded", at: location)
    error(location, "")
  }

  /// All errors found, with the lines they are in. When the text is nested too deeply that is the only one.
  var findings: [Diagnostic] {
    var findings = depthError.map { [$0] } ?? state.errors
    // Many errors may be at one place, and a line may be long.
    var last = (offset: -1, lines: [String]())
    for index in findings.indices {
      let offset = findings[index].location.offset
      if offset != last.offset { last = (offset, SourceLine.marking(offset, in: lexer.bytes)) }
      findings[index].details = last.lines
    }
    return findings
  }
}
