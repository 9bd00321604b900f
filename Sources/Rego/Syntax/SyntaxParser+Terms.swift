/// Single terms: constants, variables, references, calls and what stands in brackets.
extension SyntaxParser {
  /// A term without infix operators.
  func term() -> Term? {
    if let known = parsedTerm(at: state.start) { return repeated(known) }
    guard enter() else { return nil }
    defer { leave() }
    let offset = state.start
    let outer = nesting.start()
    let term = firstTerm().flatMap { finish($0, skippingSpace: false) }
    remember(term, at: offset, height: nesting.finish(outer))
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

  /// The steps and calls behind a head, whose text starts at `offset`.
  func reference(_ head: Term, from offset: Int) -> Term? {
    refuseHead(head)
    var steps = [head]
    var hasCall = false
    while true {
      switch token {
      case .dot: guard addNameStep(to: &steps) else { return nil }
      case .leftBracket: guard addBracketStep(to: &steps) else { return nil }
      case .leftParenthesis:
        guard makeCall(&steps, from: offset) else { return nil }
        if token.continuesReference {
          guard pushDown(nesting.deepest) else { return nil }
          hasCall = true
          continue
        }
        if token == .whitespace, !hasCall { return finishCallBeforeSpace(steps[0]) }
        return extend(steps[0])
      default:
        let result = finishReference(steps, from: offset)
        return hasCall ? extend(result) : result
      }
    }
  }

  private func finishCallBeforeSpace(_ call: Term) -> Term {
    scan()
    return call
  }

  /// The reference counts the next token to the text of a call that no white space follows, and to that of all steps
  /// behind a call.
  @inline(never)
  private func extend(_ term: Term) -> Term {
    if token == .whitespace { scan() }
    var term = term
    term.location = spanning(term.location, from: term.location.offset, to: state.end)
    return term
  }

  @inline(never)
  private func refuseHead(_ head: Term) {
    if !head.mayStartReference { error(head.location, "illegal ref (head cannot be \(head.kindName))") }
  }

  @inline(never)
  private func finishReference(_ steps: [Term], from offset: Int) -> Term {
    let end = state.lastEnd
    if token == .whitespace { scan() }
    return Term(.reference(steps), at: spanning(steps[0].location, from: offset, to: end))
  }

  @inline(never)
  private func addNameStep(to steps: inout [Term]) -> Bool {
    scanSpace()
    guard token == .identifier || token.isKeyword && features.hasKeywordsInReferences else {
      unexpected("expected identifier")
      return false
    }
    steps.append(Term(.string(text), at: location))
    scanSpace()
    return true
  }

  private func addBracketStep(to steps: inout [Term]) -> Bool {
    scan()
    guard let step = infixTerm() else { return false }
    guard token == .rightBracket else {
      // The reference names the opening bracket here.
      unexpected("expected [")
      return false
    }
    steps.append(step)
    scanSpace()
    return true
  }

  /// Makes a reference a call's operator; the call is the first step of what may follow.
  private func makeCall(_ steps: inout [Term], from offset: Int) -> Bool {
    let end = state.start
    scan()
    guard let arguments = token == .rightParenthesis ? [] : list(until: .rightParenthesis, []) else { return false }
    finishCall(&steps, arguments, from: offset, operatorEnd: end)
    return pushDown(nesting.deepest)
  }

  @inline(never)
  private func finishCall(_ steps: inout [Term], _ arguments: [Term], from offset: Int, operatorEnd: Int) {
    let function = Term(.reference(steps), at: spanning(steps[0].location, from: offset, to: operatorEnd))
    let place = spanning(function.location, from: offset, to: state.end)
    let isEmptySet = arguments.isEmpty && function.isVariableReference("set")
    steps = [Term(isEmptySet ? .set([]) : .call(function.asOperator, arguments), at: place)]
    scanSpace()
  }

  // MARK: Terms parsed before

  @inline(never)
  private func repeated(_ index: Int) -> Term? {
    state = parsedTerms[index].after
    if !nesting.add(parsedTerms[index].height + 1) {
      refuseDepth()
      return nil
    }
    return parsedTerms[index].term
  }

  private func parsedTerm(at offset: Int) -> Int? {
    var low = 0
    var high = parsedTerms.count
    while low < high {
      let middle = (low + high) / 2
      if parsedTerms[middle].offset < offset { low = middle + 1 } else { high = middle }
    }
    return low < parsedTerms.count && parsedTerms[low].offset == offset ? low : nil
  }

  /// Forgets the terms that earlier parts of a list or body are made of: once a further part has begun, nobody goes back
  /// to the ones before the last.
  func forgetTerms(from count: Int) {
    if parsedTerms.count > count { parsedTerms.removeSubrange(count...) }
  }

  /// Terms inside this one will not be asked for again.
  @inline(never)
  private func remember(_ term: Term?, at offset: Int, height: Int) {
    while let last = parsedTerms.last, last.offset >= offset { parsedTerms.removeLast() }
    parsedTerms.append(ParsedTerm(offset: offset, term: term, height: height, after: state))
  }
}
