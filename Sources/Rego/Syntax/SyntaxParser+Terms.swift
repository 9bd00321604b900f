/// Single terms: constants, variables, references, calls and what stands in brackets.
extension SyntaxParser {
  /// A term without infix operators.
  func term() -> Term? {
    if let known = parsedTerm(at: state.start) {
      state = known.after
      return known.term
    }
    guard enter() else { return nil }
    defer { leave() }
    let offset = state.start
    let term = firstTerm().flatMap { finish($0, skippingSpace: false) }
    remember(term, at: offset)
    return term
  }

  private func firstTerm() -> Term? {
    switch token {
    case .null: return Term(.null, at: location)
    case .true: return Term(.boolean(true), at: location)
    case .false: return Term(.boolean(false), at: location)
    case .minus, .dot, .number: return number()
    case .string: return string()
    case .templatePart, .templateEnd: return template(isRaw: false)
    case .rawTemplatePart, .rawTemplateEnd: return template(isRaw: true)
    case .identifier, .contains: return variable()
    case .leftBracket: return array()
    case .leftBrace: return setOrObject()
    case .leftParenthesis: return parenthesized()
    default:
      unexpected()
      return nil
    }
  }

  private func parenthesized() -> Term? {
    let offset = state.start
    scan()
    guard var inner = infixTerm() else { return nil }
    guard token == .rightParenthesis else {
      error(location, "non-terminated expression")
      return nil
    }
    inner.location = spanning(inner.location, from: offset, to: state.end)
    return inner
  }

  /// Steps behind a term, and takes it for a reference's or call's head where one follows at once.
  func finish(_ head: Term, skippingSpace: Bool) -> Term? {
    let offset = state.start
    scan(skippingSpace: skippingSpace)
    if token == .leftParenthesis || token.continuesReference { return reference(head, from: offset) }
    if token == .whitespace { scan() }
    return head.asRootDocument
  }

  /// A variable; `_` is another one each time.
  func variable() -> Term {
    if state.end - state.start == 1, lexer.bytes[state.start] == UInt8(ascii: "_") {
      return Term(.variable(nextWildcard()), at: location)
    }
    return Term(.variable(text), at: location)
  }

  func nextWildcard() -> String {
    defer { state.wildcards += 1 }
    return "$\(state.wildcards)"
  }

  private func number() -> Term? {
    let start = location
    var prefix = ""
    if token == .minus {
      prefix = "-"
      scan()
      guard token == .number || token == .dot else {
        unexpected("expected number")
        return nil
      }
    }
    if token == .dot {
      prefix += "."
      scan()
      guard token == .number else {
        unexpected("expected number")
        return nil
      }
    }
    let digits = text
    switch NumberLiteral.check(digits, isFraction: prefix.hasSuffix(".")) {
    case .valid: return Term(.number(prefix + digits), at: start)
    case .leadingZero: unexpected("expected number without leading zero")
    case .invalid: unexpected("invalid float")
    case .tooBig: error(location, "number too big")
    }
    return nil
  }

  private func string() -> Term? {
    let bytes = lexer.bytes[state.content]
    if lexer.bytes[state.start] == UInt8(ascii: "`") {
      return Term(.string(String(decoding: bytes, as: UTF8.self)), at: location)
    }
    guard let value = StringUnescaping.resolve(bytes) else {
      error(location, "illegal string literal: \(text)")
      return nil
    }
    return Term(.string(value), at: location)
  }

  // MARK: References and calls

  /// The steps behind a head, which starts at `offset`.
  func reference(_ head: Term, from offset: Int) -> Term? {
    guard enter() else { return nil }
    defer { leave() }
    if !head.mayStartReference {
      error(head.location, "illegal ref (head cannot be \(head.kindName))")
    }
    var steps = [head]
    while true {
      switch token {
      case .dot:
        guard let step = nameStep() else { return nil }
        steps.append(step)
      case .leftBracket:
        guard let step = bracketStep() else { return nil }
        steps.append(step)
      case .leftParenthesis:
        let place = spanning(head.location, from: offset, to: state.start)
        return callAndMore(Term(.reference(steps), at: place), from: offset)
      default:
        let end = state.lastEnd
        if token == .whitespace { scan() }
        return Term(.reference(steps), at: spanning(head.location, from: offset, to: end))
      }
    }
  }

  private func nameStep() -> Term? {
    scanSpace()
    guard token == .identifier || token.isKeyword else {
      unexpected("expected identifier")
      return nil
    }
    let step = Term(.string(text), at: location)
    scanSpace()
    return step
  }

  private func bracketStep() -> Term? {
    scan()
    guard let step = infixTerm() else { return nil }
    guard token == .rightBracket else {
      // The reference names the opening bracket here.
      unexpected("expected [")
      return nil
    }
    scanSpace()
    return step
  }

  private func callAndMore(_ function: Term, from offset: Int) -> Term? {
    guard var result = call(function, from: offset) else { return nil }
    switch token {
    case .whitespace: scan()
    case .dot, .leftBracket:
      guard let longer = reference(result, from: offset) else { return nil }
      result = longer
    default: break
    }
    return result
  }

  private func call(_ function: Term, from offset: Int) -> Term? {
    guard enter() else { return nil }
    defer { leave() }
    scan()
    guard let arguments = token == .rightParenthesis ? [] : list(until: .rightParenthesis, []) else { return nil }
    let place = spanning(function.location, from: offset, to: state.end)
    scanSpace()
    if arguments.isEmpty, function.isVariableReference("set") { return Term(.set([]), at: place) }
    return Term(.call(function.asOperator, arguments), at: place)
  }

  // MARK: Terms parsed before

  private func parsedTerm(at offset: Int) -> ParsedTerm? {
    var low = 0
    var high = parsedTerms.count
    while low < high {
      let middle = (low + high) / 2
      if parsedTerms[middle].offset < offset { low = middle + 1 } else { high = middle }
    }
    return low < parsedTerms.count && parsedTerms[low].offset == offset ? parsedTerms[low] : nil
  }

  /// Terms inside this one will not be asked for again.
  private func remember(_ term: Term?, at offset: Int) {
    while let last = parsedTerms.last, last.offset >= offset { parsedTerms.removeLast() }
    parsedTerms.append(ParsedTerm(offset: offset, term: term, after: state))
  }
}
