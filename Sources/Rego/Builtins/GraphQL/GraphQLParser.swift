/// Reads GraphQL texts: this file has the tokens and what both kinds of document share.
final class GraphQLParser {
  private var lexer: GraphQLLexer
  private var peeked: GraphQLToken?
  private(set) var previous = GraphQLToken(kind: .end, place: GraphQLPlace(line: 1, column: 1))
  /// The comments before the next token, once somebody looked at it.
  private(set) var comments: [String] = []
  private var tokensLeft: Int
  private var level = 0

  init(_ bytes: Bytes, tokensMax: Int) {
    lexer = GraphQLLexer(bytes)
    tokensLeft = tokensMax
  }

  // MARK: Tokens

  func peek() throws(GraphQLFailure) -> GraphQLToken {
    if let peeked { return peeked }
    var token = lexer.next()
    if token.kind == .comment {
      var group: [String] = []
      while token.kind == .comment {
        group.append(token.value)
        previous = token
        tokensLeft -= 1
        if tokensLeft < 0 { throw .tooLong }
        token = lexer.next()
      }
      comments = group
    }
    tokensLeft -= 1
    if tokensLeft < 0 { throw .tooLong }
    peeked = token
    return token
  }

  @discardableResult
  func next() throws(GraphQLFailure) -> GraphQLToken {
    let token = try peek()
    peeked = nil
    comments = []
    previous = token
    if let message = token.message { throw failure(message, token) }
    return token
  }

  func failure(_ message: String, _ token: GraphQLToken) -> GraphQLFailure {
    .found(GraphQLFinding(message: message, place: token.place))
  }

  func unexpected(_ token: GraphQLToken) -> GraphQLFailure { failure("Unexpected \(token.text)", token) }

  func unexpected() throws(GraphQLFailure) -> GraphQLFailure { unexpected(try peek()) }

  /// The token's value and the comments before it.
  @discardableResult
  func expect(_ kind: GraphQLToken.Kind) throws(GraphQLFailure) -> (token: GraphQLToken, comment: [String]) {
    let token = try peek()
    let comment = comments
    guard token.kind == kind else {
      throw failure("Expected \(kind.rawValue), found \(token.kind.rawValue)", token)
    }
    return (try next(), comment)
  }

  /// The comments before the word.
  @discardableResult
  func expectKeyword(_ word: String) throws(GraphQLFailure) -> [String] {
    let token = try peek()
    let comment = comments
    guard token.isName(word) else { throw failure("Expected \(word.quoted), found \(token.text)", token) }
    try next()
    return comment
  }

  func skip(_ kind: GraphQLToken.Kind) throws(GraphQLFailure) -> Bool {
    guard try peek().kind == kind else { return false }
    try next()
    return true
  }

  func name() throws(GraphQLFailure) -> String { try expect(.name).token.value }

  // MARK: Lists and levels

  /// Elements between two tokens; none when the first token is not there.
  func many<T>(
    _ open: GraphQLToken.Kind, _ close: GraphQLToken.Kind, _ element: () throws(GraphQLFailure) -> T
  ) throws(GraphQLFailure) -> [T] {
    guard try skip(open) else { return [] }
    var elements: [T] = []
    while try peek().kind != close { elements.append(try element()) }
    try next()
    return elements
  }

  /// At least one element between two tokens, and the comments before the second; nothing when the first token is not
  /// there.
  func some<T>(
    _ open: GraphQLToken.Kind, _ close: GraphQLToken.Kind, _ element: () throws(GraphQLFailure) -> T
  ) throws(GraphQLFailure) -> (elements: [T], comment: [String]) {
    guard try skip(open) else { return ([], []) }
    var elements: [T] = []
    while try peek().kind != close { elements.append(try element()) }
    if elements.isEmpty {
      let token = try peek()
      throw failure("expected at least one definition, found \(token.kind.rawValue)", token)
    }
    let comment = comments
    try next()
    return (elements, comment)
  }

  /// Bounds how deep the parser is within a term, and with it the stack.
  func nested<T>(_ body: () throws(GraphQLFailure) -> T) throws(GraphQLFailure) -> T {
    guard level < GraphQLBounds.levelsMax else { throw .tooDeep }
    level += 1
    let result = try body()
    level -= 1
    return result
  }

  // MARK: Values, directives, types

  func value(isConstant: Bool) throws(GraphQLFailure) -> GraphQLValue {
    let token = try peek()
    let kind: GraphQLValue.Kind
    switch token.kind {
    case .openBracket: return try list(isConstant, token)
    case .openBrace: return try object(isConstant, token)
    case .dollar:
      if isConstant { throw unexpected(token) }
      let value = GraphQLValue(.variable)
      value.place = token.place
      value.raw = try variableName()
      return value
    case .int: kind = .int
    case .float: kind = .float
    case .string: kind = .string
    case .blockString: kind = .block
    case .name where token.value == "true" || token.value == "false": kind = .boolean
    case .name where token.value == "null": kind = .null
    case .name: kind = .enumeration
    default: throw unexpected(token)
    }
    try next()
    let value = GraphQLValue(kind)
    value.raw = token.value
    value.place = token.place
    return value
  }

  private func list(_ isConstant: Bool, _ open: GraphQLToken) throws(GraphQLFailure) -> GraphQLValue {
    let value = GraphQLValue(.list)
    value.place = open.place
    value.comment = comments
    value.children = try nested { () throws(GraphQLFailure) in
      try many(.openBracket, .closeBracket) { () throws(GraphQLFailure) in
        GraphQLValue.Child(value: try self.value(isConstant: isConstant))
      }
    }
    return value
  }

  private func object(_ isConstant: Bool, _ open: GraphQLToken) throws(GraphQLFailure) -> GraphQLValue {
    let value = GraphQLValue(.object)
    value.place = open.place
    value.comment = comments
    value.children = try nested { () throws(GraphQLFailure) in
      try many(.openBrace, .closeBrace) { () throws(GraphQLFailure) in
        let place = try peek().place
        let comment = comments
        let name = try name()
        try expect(.colon)
        let child = try self.value(isConstant: isConstant)
        return GraphQLValue.Child(name: name, value: child, place: place, comment: comment)
      }
    }
    return value
  }

  func variableName() throws(GraphQLFailure) -> String {
    try expect(.dollar)
    return try name()
  }

  func arguments(isConstant: Bool) throws(GraphQLFailure) -> [GraphQLArgument] {
    try some(.openParenthesis, .closeParenthesis) { () throws(GraphQLFailure) in
      let place = try peek().place
      let comment = comments
      let name = try name()
      try expect(.colon)
      return GraphQLArgument(name: name, value: try value(isConstant: isConstant), place: place, comment: comment)
    }.elements
  }

  func directives(isConstant: Bool) throws(GraphQLFailure) -> [GraphQLDirective] {
    var directives: [GraphQLDirective] = []
    while try peek().kind == .at {
      try next()
      let directive = GraphQLDirective()
      directive.place = try peek().place
      directive.name = try name()
      directive.arguments = try arguments(isConstant: isConstant)
      directives.append(directive)
    }
    return directives
  }

  func type() throws(GraphQLFailure) -> GraphQLType {
    if try skip(.openBracket) {
      let place = try peek().place
      let element = try nested { () throws(GraphQLFailure) in try type() }
      try expect(.closeBracket)
      return GraphQLType(element: element, isNonNull: try skip(.bang), place: place)
    }
    let place = try peek().place
    let name = try name()
    return GraphQLType(name, isNonNull: try skip(.bang), place: place)
  }
}
