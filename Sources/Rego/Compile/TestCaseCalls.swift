/// Stage for test runs: a test rule whose head names its cases, such as `test_sum[name]`, says in its body which case it
/// is at, by a call of `internal.test_case`. So a case that fails is known by its name, though it adds nothing to the
/// rule's document. The call stands as early as the names in the head have values.
enum TestCaseCalls {
  static let name = "internal.test_case"

  static func run(_ unit: Compilation) {
    guard unit.compiler.notesTestCases else { return }
    for entry in unit.entries where !entry.isElse {
      let rule = entry.rule
      let own = Array(rule.head.reference.dropFirst(unit.modules[entry.module].package.count))
      guard let count = TestName(own)?.partCount, own.count > count, !callsItself(rule.body) else { continue }
      let cases = Array(own.dropFirst(count))
      for term in cases { raiseCaptures(of: term, in: &rule.body) }
      insertCall(of: cases, in: &rule.body)
    }
  }

  private static func callsItself(_ body: Body) -> Bool {
    var found = false
    var visitor = SyntaxVisitor()
    visitor.visitExpression = { expression in
      found = found || expression.calledBuiltin == name
      return !found
    }
    visitor.visit(body)
    return found
  }

  /// What a term of the head was moved to the body for, as `__local0__ = tc.note`, goes right behind the expressions
  /// that give the variables in it their values. What the author wrote stays where it is.
  private static func raiseCaptures(of term: Term, in body: inout Body) {
    guard case .variable(let captured) = term.node else { return }
    guard
      let index = body.lastIndex(where: { expression in
        expression.isGenerated && expression.equation?.left.isVariable(captured) == true
      }), let value = body[index].equation?.right
    else { return }
    let needed = value.variables().filter(LocalNames.isGenerated)
    let last = needed.compactMap { name in body[..<index].firstIndex { $0.variables().contains(name) } }.max()
    body.insert(body.remove(at: index), at: last.map { $0 + 1 } ?? 0)
  }

  private static func insertCall(of cases: [Term], in body: inout Body) {
    let places = cases.compactMap { term -> Int? in
      guard case .variable(let name) = term.node else { return nil }
      return body.firstIndex { $0.variables().contains(name) }
    }
    let call = Expression(.call(Term.builtin(name, at: .none), [Term(.array(cases), at: .none)]), at: .none)
    body.insert(call, at: places.max().map { $0 + 1 } ?? 0)
  }
}

/// What makes a rule a test: a part of its head that begins with `test_`, or with `todo_test_` where it is to be left
/// out.
package struct TestName {
  /// How many parts of the head name the test; what follows names its cases.
  package let partCount: Int
  package let isLeftOut: Bool

  /// Nil when the head is none of a test.
  /// - Parameter head: the reference of a rule's head, without its package.
  package init?(_ head: [Term]) {
    for (index, part) in head.prefix(Term.groundPrefixCount(head)).enumerated() {
      guard let text = TestName.text(of: part) else { continue }
      let isTodo = text.hasPrefix("todo_test_")
      guard isTodo || text.hasPrefix("test_") else { continue }
      partCount = index + 1
      isLeftOut = isTodo
      return
    }
    return nil
  }

  private static func text(of part: Term) -> String? {
    switch part.node {
    case .variable(let text), .string(let text): text
    default: nil
    }
  }
}
