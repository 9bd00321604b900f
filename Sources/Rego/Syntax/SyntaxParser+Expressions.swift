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
    let known = parsedTerms.count
    while true {
      forgetTerms(from: known)
      guard addLiteral(to: &body) else { return nil }
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

  private func addLiteral(to body: inout Body) -> Bool {
    guard let expression = literal() else { return false }
    body.append(expression)
    return true
  }

  /// One expression with its modifiers.
  func literal() -> Expression? {
    let start = mark()
    defer { release(start) }
    takeKeywordAsReferenceHead()
    let isNegated = token == .not
    if isNegated { scan() }
    guard token == .some || token == .every else { return plainLiteral(from: start, isNegated: isNegated) }
    guard !isNegated else {
      unexpected("illegal negation of '\(token.name)'")
      return nil
    }
    return place(token == .some ? some() : every(), from: start)
  }

  /// Gives an expression the extent from a mark to the last token.
  @inline(never)
  private func place(_ expression: Expression?, from start: Int) -> Expression? {
    guard var expression else { return nil }
    expression.location = spanning(from: start)
    return expression
  }

  private func plainLiteral(from start: Int, isNegated: Bool) -> Expression? {
    guard var result = expression() else { return nil }
    if token == .with, !addModifiers(&result) { return nil }
    finish(&result, from: start, isNegated: isNegated)
    return result
  }

  @inline(never)
  private func finish(_ result: inout Expression, from start: Int, isNegated: Bool) {
    result.isNegated = isNegated
    result.location = spanning(from: start)
    if !lexer.keywords.contains(.every), case .term(let term) = result.node, term.isVariable("every") {
      hintAtEvery(from: start)
    }
  }

  /// A term, or two joined by `:=` or `=`.
  private func expression() -> Expression? {
    guard let left = infixTerm() else { return nil }
    return token == .assign || token == .unify ? assignment(left) : asExpression(left)
  }

  @inline(never)
  private func asExpression(_ term: Term) -> Expression {
    if case .call(let function, let arguments) = term.node {
      return Expression(.call(function, arguments), at: term.location)
    }
    return Expression(.term(term), at: term.location)
  }

  private func assignment(_ left: Term) -> Expression? {
    let name = operatorName()
    scan()
    guard let right = infixTerm() else { return nil }
    return asExpression(Term(.call(name, [left, right]), at: left.location))
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
    let first = mark()
    defer { release(first) }
    scan()
    if let term = infixTerm(), case .call(let function, let operands) = term.node {
      guard isMembership(function, operands, orExpected: "`x in xs` or `x, y in xs`") else { return nil }
      var result = Expression(.some([term]), at: start)
      return addModifiers(&result) ? result : nil
    }
    goBack(to: first)
    if !lexer.keywords.contains(.in) { hintAtSomeIn() }
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

  private func hintAtEvery(from start: Int) {
    let isEvery = succeedsWithAllKeywords {
      goBack(to: start)
      if token == .not { scan() }
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
