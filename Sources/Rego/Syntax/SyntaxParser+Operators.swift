/// Infix operators, by precedence: `in`, comparison, `|`, `&`, sums, products.
extension SyntaxParser {
  private static let precedenceMax = 5

  /// A term with its operators. In a list a comma ends it; elsewhere `k, v in xs` takes one.
  func infixTerm(inList: Bool = false) -> Term? {
    guard enter() else { return nil }
    defer { leave() }
    let offset = state.start
    guard let left = relation(from: offset) else { return nil }
    return membership(left, offset: offset, inList: inList)
  }

  private func membership(_ first: Term, offset: Int, inList: Bool) -> Term? {
    var left = first
    var levels = 0
    defer { leave(levels) }
    while true {
      guard enter() else { return nil }
      levels += 1
      if !inList, token == .comma {
        let saved = state
        if let call = keyedMembership(left, offset: offset) {
          left = call
          if token == .in { continue }
          return left
        }
        state = saved
      }
      takeKeywordAsReferenceHead()
      guard token == .in else { return left }
      let name = operatorTerm("internal", "member_2")
      guard let right = relation(from: state.start) else { return left }
      left = Term(.call(name, [left, right]), at: spanning(left.location, from: offset, to: state.lastEnd))
      if token != .in { return left }
    }
  }

  /// `, v in xs` behind a key.
  private func keyedMembership(_ key: Term, offset: Int) -> Term? {
    scan()
    guard let value = relation(from: offset), token == .in else { return nil }
    let name = operatorTerm("internal", "member_3")
    guard let domain = relation(from: state.start) else { return nil }
    return Term(.call(name, [key, value, domain]), at: spanning(key.location, from: offset, to: state.lastEnd))
  }

  private func relation(from offset: Int) -> Term? { infix(1, from: offset) }

  /// Operators that bind at least as strongly as `lowest`. `offset` is where the text of the result starts.
  ///
  /// Where a right side is missing, the error is recorded and the left side stands for the whole; only weaker operators
  /// may then follow.
  private func infix(_ lowest: Int, from offset: Int) -> Term? {
    guard var left = term() else { return nil }
    var strongest = SyntaxParser.precedenceMax
    var levels = 0
    defer { leave(levels) }
    while let precedence = token.precedence, precedence >= lowest, precedence <= strongest {
      guard enter() else { return nil }
      levels += 1
      let name = Term(.variable(token.name), at: location)
      scan()
      guard let right = infix(precedence + 1, from: state.start) else {
        strongest = precedence - 1
        continue
      }
      strongest = precedence
      left = Term(.call(name, [left, right]), at: spanning(left.location, from: offset, to: state.lastEnd))
    }
    return left
  }

  /// The dotted name of a built-in, placed at the operator, which is stepped over.
  private func operatorTerm(_ family: String, _ name: String) -> Term {
    let here = location
    scan()
    return Term(.reference([Term(.variable(family), at: here), Term(.string(name), at: here)]), at: here)
  }
}
