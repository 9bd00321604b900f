/// Arrays, sets, objects and comprehensions.
///
/// In `[x | …]` the `|` starts a comprehension, not a union, so the first element is parsed without operators and
/// again with them when no comprehension comes of it.
extension SyntaxParser {
  /// Elements up to `end`, which is left as the current token. `terms` are the ones before.
  func list(until end: Token, _ terms: [Term]) -> [Term]? {
    var terms = terms
    let known = parsedTerms.count
    while token != end {
      forgetTerms(from: known)
      guard let term = infixTerm(inList: true) else { return nil }
      terms.append(term)
      if token == end { break }
      guard token == .comma else {
        unexpected("expected \",\" or \"\(end.name)\"")
        return nil
      }
      scan()
    }
    return terms
  }

  private func pairs(_ items: [ObjectItem]) -> [ObjectItem]? {
    var items = items
    let known = parsedTerms.count
    while token != .rightBrace {
      forgetTerms(from: known)
      guard let key = infixTerm(inList: true) else { return nil }
      guard token == .colon else {
        unexpected("expected \":\"")
        return nil
      }
      scan()
      guard let value = infixTerm(inList: true) else { return nil }
      items.append(ObjectItem(key: key, value: value))
      if token == .rightBrace { break }
      guard token == .comma else {
        unexpected("expected \",\" or \"}\"")
        return nil
      }
      scan()
    }
    return items
  }

  func array() -> Term? {
    let start = location
    guard let node = arrayNode() else { return nil }
    return Term(node, at: spanning(start, from: start.offset, to: state.end))
  }

  private func arrayNode() -> Term.Node? {
    scan()
    if token == .rightBracket { return .array([]) }
    let startsWithComma = skipComma()
    let first = mark()
    defer { release(first) }
    guard let head = term() else { return nil }
    switch token {
    case .rightBracket: return .array([head])
    case .comma:
      scan()
      return list(until: .rightBracket, [head]).map { .array($0) }
    case .or where !startsWithComma:
      scan()
      if let body = nestedBody(until: .rightBracket) { return .arrayComprehension(head, body) }
      if token != .comma { return nil }
    default: break
    }
    goBack(to: first)
    return list(until: .rightBracket, []).map { .array($0) }
  }

  /// Lists may start with a comma.
  private func skipComma() -> Bool {
    guard token == .comma else { return false }
    scan()
    return true
  }

  func setOrObject() -> Term? {
    let start = location
    guard let node = setOrObjectNode() else { return nil }
    return Term(node, at: spanning(start, from: start.offset, to: state.end))
  }

  private func setOrObjectNode() -> Term.Node? {
    scan()
    if token == .rightBrace { return .object([]) }
    let startsWithComma = skipComma()
    let first = mark()
    defer { release(first) }
    guard let head = term() else { return nil }
    switch token {
    case .or where !startsWithComma: return setComprehension(head, orUnionFrom: first)
    case .rightBrace, .comma: return setNode(head)
    case .colon: return objectNode(head, mayBeComprehension: !startsWithComma)
    default: break
    }
    goBack(to: first)
    guard let head = infixTerm(inList: true) else { return nil }
    switch token {
    case .rightBrace, .comma: return setNode(head)
    case .colon: return objectNode(head, mayBeComprehension: !startsWithComma)
    default:
      unexpected("non-terminated set")
      return nil
    }
  }

  private func setNode(_ head: Term) -> Term.Node? {
    if token == .rightBrace { return .set([head]) }
    scan()
    return list(until: .rightBrace, [head]).map { .set($0) }
  }

  private func setComprehension(_ head: Term, orUnionFrom first: Int) -> Term.Node? {
    scan()
    if let body = nestedBody(until: .rightBrace) { return .setComprehension(head, body) }
    if token != .comma { return nil }
    goBack(to: first)
    return list(until: .rightBrace, []).map { .set($0) }
  }

  private func objectNode(_ key: Term, mayBeComprehension: Bool) -> Term.Node? {
    scan()
    let start = mark()
    defer { release(start) }
    guard let value = term() else { return nil }
    var mayHaveOperator = true
    if mayBeComprehension {
      let isComplete = token == .rightBrace || token == .comma
      if isComplete { mayHaveOperator = false }
      if isComplete || token == .or, let node = objectRest(key, value) { return node }
    }
    goBack(to: start)
    if mayHaveOperator {
      guard let value = infixTerm(inList: true) else { return nil }
      if token == .rightBrace || token == .comma { return objectRest(key, value) }
    }
    unexpected("non-terminated object")
    return nil
  }

  /// Behind the first item: the end, more items, or `|`.
  private func objectRest(_ key: Term, _ value: Term) -> Term.Node? {
    if token == .or { return objectComprehension(key, value) }
    let first = ObjectItem(key: key, value: value)
    if token == .rightBrace { return .object([first]) }
    scan()
    return pairs([first]).map { .object($0) }
  }

  private func objectComprehension(_ key: Term, _ value: Term) -> Term.Node? {
    scan()
    return nestedBody(until: .rightBrace).map { .objectComprehension(key: key, value: value, $0) }
  }
}
