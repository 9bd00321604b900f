/// Bodies and their expressions.
extension SyntaxParser {
  /// A body within another production.
  func nestedBody(until end: Token) -> Body? {
    guard enter() else { return nil }
    defer { leave() }
    return body(until: end)
  }

  /// Expressions up to `end`, which is left as the current token. As a statement of its own a body ends with the first
  /// expression that no `;` follows.
  func body(until end: Token, isStatement: Bool = false) -> Body? {
    if token == end {
      error(location, "found empty body")
      return nil
    }
    var body: Body = []
    while true {
      guard let expression = literal() else { return nil }
      body.append(expression)
      if token == .semicolon {
        scan()
        continue
      }
      if token == end || isStatement { return body }
      guard state.skippedLineEnd else {
        if state.errors.isEmpty { unexpected("expected \\n or ; or \(end.name)") }
        return nil
      }
    }
  }

  /// One expression with its modifiers.
  func literal() -> Expression? {
    let start = location
    guard var expression = unplacedLiteral() else { return nil }
    expression.location = spanning(start, from: start.offset, to: state.lastEnd)
    return expression
  }

  private func unplacedLiteral() -> Expression? {
    if takeKeywordAsReferenceHead() { return plainLiteral(isNegated: false) }
    var isNegated = false
    if token == .not {
      scan()
      isNegated = true
    }
    switch token {
    case .some, .every:
      guard !isNegated else {
        unexpected("illegal negation of '\(token.name)'")
        return nil
      }
      return token == .some ? some() : every()
    default: return plainLiteral(isNegated: isNegated)
    }
  }

  private func plainLiteral(isNegated: Bool) -> Expression? {
    let saved = state
    guard var result = expression() else { return nil }
    result.isNegated = isNegated
    guard addModifiers(&result) else { return nil }
    if version != .v1, case .term(let term) = result.node, term.isVariable("every") { hintAtEvery(from: saved) }
    return result
  }

  /// A term, or two joined by `:=` or `=`.
  private func expression() -> Expression? {
    guard let left = infixTerm() else { return nil }
    if token == .assign || token == .unify {
      let name = Term(.variable(token.name), at: location)
      scan()
      guard let right = infixTerm() else { return nil }
      return Expression(.call(name, [left, right]), at: left.location)
    }
    if case .call(let function, let arguments) = left.node {
      return Expression(.call(function, arguments), at: left.location)
    }
    return Expression(.term(left), at: left.location)
  }

  // MARK: with

  private func addModifiers(_ expression: inout Expression) -> Bool {
    while token == .with {
      guard let modifier = withModifier() else { return false }
      expression.with.append(modifier)
    }
    return true
  }

  private func withModifier() -> WithModifier? {
    let start = location
    scan()
    guard token == .identifier else {
      unexpected("expected ident")
      return nil
    }
    guard let target = term() else { return nil }
    switch target.node {
    case .reference, .variable: break
    default: unexpected("expected with target path")
    }
    guard token == .as else {
      unexpected("expected as keyword")
      return nil
    }
    scan()
    guard let value = infixTerm() else { return nil }
    return WithModifier(
      target: target, value: value, at: spanning(start, from: start.offset, to: state.lastEnd))
  }

  // MARK: some and every

  private func some() -> Expression? {
    let start = location
    let saved = state
    scan()
    if let term = infixTerm(), case .call(let function, let operands) = term.node {
      guard isMembership(function, operands, orExpected: "`x in xs` or `x, y in xs`") else { return nil }
      var result = Expression(.some([term]), at: start)
      return addModifiers(&result) ? result : nil
    }
    state = saved
    if version != .v1 { hintAtSomeIn() }
    var names: [Term] = []
    repeat {
      scan()
      guard token == .identifier else {
        unexpected("expected var")
        return nil
      }
      names.append(variable())
      scan()
    } while token == .comma
    return Expression(.some(names), at: start)
  }

  private func isMembership(_ function: Term, _ operands: [Term], orExpected form: String) -> Bool {
    guard let count = function.membershipOperands else {
      unexpected("expected \(form) expression")
      return false
    }
    if count != operands.count { unexpected("illegal domain") }
    return count == operands.count
  }

  private func every() -> Expression? {
    let start = location
    scan()
    guard let term = infixTerm() else { return nil }
    guard case .call(let function, var operands) = term.node else {
      unexpected("expected `x[, y] in xs { ... }` expression")
      return nil
    }
    guard isMembership(function, operands, orExpected: "`x[, y] in xs { ... }`") else { return nil }
    let domain = operands.removeLast()
    let value = operands.removeLast()
    let key = operands.last
    if let key, !key.isAnyVariable {
      unexpected("expected key to be a variable")
      return nil
    }
    guard value.isAnyVariable else {
      unexpected("expected value to be a variable")
      return nil
    }
    guard token == .leftBrace else {
      unexpected("missing body")
      return nil
    }
    scan()
    guard let body = nestedBody(until: .rightBrace) else { return nil }
    scan()
    var result = Expression(.every(Every(key: key, value: value, domain: domain, body: body)), at: start)
    return addModifiers(&result) ? result : nil
  }

  // MARK: Hints

  /// Parses with all keywords known, then goes back, and says whether it was a success.
  private func succeedsWithAllKeywords(_ production: () -> Bool) -> Bool {
    let saved = (state, lexer.keywords, parsedTerms)
    defer { (state, lexer.keywords, parsedTerms) = saved }
    lexer.keywords = .all
    parsedTerms = []
    return production()
  }

  private func hintAtEvery(from start: State) {
    let isEvery = succeedsWithAllKeywords {
      state = start
      return every() != nil
    }
    if isEvery { hint("`import future.keywords.every` for `every x in xs { ... }` expressions") }
  }

  private func hintAtSomeIn() {
    let isSomeIn = succeedsWithAllKeywords {
      scan()
      guard let term = infixTerm(), case .call(let function, _) = term.node else { return false }
      return function.membershipOperands != nil
    }
    if isSomeIn { hint("`import future.keywords.in` for `some x in xs` expressions") }
  }
}
