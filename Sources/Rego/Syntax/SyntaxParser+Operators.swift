/// Infix operators, by precedence: `in`, comparison, `|`, `&`, sums, products.
extension SyntaxParser {
  private static let precedenceMax = 5

  /// A term with its operators. In a list a comma ends it; elsewhere `k, v in xs` takes one.
  func infixTerm(inList: Bool = false) -> Term? {
    let offset = state.start
    let outer = nesting.start()
    defer { nesting.finish(outer) }
    guard let left = relation(from: offset) else { return nil }
    return membership(left, offset: offset, inList: inList)
  }

  private func membership(_ first: Term, offset: Int, inList: Bool) -> Term? {
    var left = first
    while true {
      if !inList, token == .comma {
        let start = mark()
        defer { release(start) }
        if let call = keyedMembership(left, offset: offset), pushDown(nesting.deepest) {
          left = call
          if token == .in { continue }
          return left
        }
        goBack(to: start)
      }
      takeKeywordAsReferenceHead()
      guard token == .in else { return left }
      let name = operatorTerm("internal", "member_2")
      let depth = nesting.start()
      guard let right = operand(1, from: state.start) else { return left }
      guard pushDown(depth) else { return nil }
      left = infixCall(name, [left, right], from: offset)
      if token != .in { return left }
    }
  }

  /// `, v in xs` behind a key.
  private func keyedMembership(_ key: Term, offset: Int) -> Term? {
    scan()
    guard let value = relation(from: offset), token == .in else { return nil }
    let name = operatorTerm("internal", "member_3")
    guard let domain = relation(from: state.start) else { return nil }
    return infixCall(name, [key, value, domain], from: offset)
  }

  private func relation(from offset: Int) -> Term? { infix(1, from: offset) }

  /// A right side, a level below its operator.
  private func operand(_ lowest: Int, from offset: Int) -> Term? {
    guard enter() else { return nil }
    defer { leave() }
    return infix(lowest, from: offset)
  }

  /// The current token as the name of a built-in.
  @inline(never)
  func operatorName() -> Term { Term(.variable(token.name), at: location) }

  @inline(never)
  private func infixCall(_ name: Term, _ operands: [Term], from offset: Int) -> Term {
    Term(.call(name, operands), at: spanning(operands[0].location, from: offset, to: state.lastEnd))
  }

  /// Operators that bind at least as strongly as `lowest`. `offset` is where the text of the result starts.
  ///
  /// Where a right side is missing, the error is recorded and the left side stands for the whole; only weaker operators
  /// may then follow.
  private func infix(_ lowest: Int, from offset: Int) -> Term? {
    let outer = nesting.start()
    defer { nesting.finish(outer) }
    guard var left = term() else { return nil }
    var strongest = SyntaxParser.precedenceMax
    while let precedence = token.precedence, precedence >= lowest, precedence <= strongest {
      let name = operatorName()
      scan()
      let depth = nesting.start()
      guard let right = operand(precedence + 1, from: state.start) else {
        strongest = precedence - 1
        continue
      }
      guard pushDown(depth) else { return nil }
      strongest = precedence
      left = infixCall(name, [left, right], from: offset)
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
