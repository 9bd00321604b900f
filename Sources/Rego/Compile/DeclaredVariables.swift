/// The variables that a body declares: by `:=`, by `some` and by `some … in`. Comprehensions have scopes of their own.
enum DeclaredVariables {
  static func of(_ body: Body) -> Set<String> {
    var names: Set<String> = []
    let visitor = makeVisitor { names.formUnion($0) }
    visitor.visit(body)
    return names
  }

  static func of(_ expression: Expression) -> Set<String> { of([expression]) }

  private static func makeVisitor(_ declare: @escaping (Set<String>) -> Void) -> SyntaxVisitor {
    var visitor = SyntaxVisitor()
    visitor.visitTerm = { !$0.isComprehension }
    visitor.visitExpression = { expression in
      switch expression.node {
      case .call(_, let arguments):
        if expression.isAssignment, arguments.count == 2 { declare(arguments[0].variables()) }
      case .some(let symbols): for symbol in symbols { declare(of(symbol)) }
      default: break
      }
      return true
    }
    return visitor
  }

  /// `x` of `some x`; `x` and `y` of `some x, y in xs`.
  private static func of(_ symbol: Term) -> Set<String> {
    switch symbol.node {
    case .variable(let name): [name]
    case .call(_, let arguments):
      arguments.dropLast().reduce(into: []) { names, pattern in names.formUnion(pattern.variables()) }
    default: []
    }
  }
}
