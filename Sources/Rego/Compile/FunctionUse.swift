/// Stage: what the types of functions forbid: calls of rules that are no functions, and replacements by functions that
/// take another number of arguments. The type checker stands here.
struct FunctionUse {
  private let functions: FunctionTable

  init(functions: FunctionTable) { self.functions = functions }

  static func run(_ unit: Compilation) {
    let stage = FunctionUse(functions: FunctionTable(unit.compiler, tree: unit.tree))
    for entry in unit.entries { stage.visitor { unit.report($0) }.visitExpressions(of: entry) }
  }

  func findings(in query: Body) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    withoutActuallyEscaping({ findings.append($0) }) { visitor($0).visit(query) }
    return findings
  }

  private func visitor(_ report: @escaping (Diagnostic) -> Void) -> SyntaxVisitor {
    var visitor = SyntaxVisitor()
    visitor.visitExpression = { expression in
      if case .call(let operation, _) = expression.node, operation.builtinName == nil,
        functions.arity(of: operation) == 0
      {
        report(Diagnostic(.type, "undefined function \(operation)", at: expression.location))
      }
      for with in expression.with { if let finding = check(with) { report(finding) } }
      return true
    }
    return visitor
  }

  private func check(_ with: WithModifier) -> Diagnostic? {
    guard let target = functionArity(with.target), let value = functionArity(with.value), target != value else {
      return nil
    }
    return Diagnostic(.type, "\(with.target): arity mismatch", at: with.location)
  }

  /// How many arguments the named function takes; nil for what is no function.
  private func functionArity(_ term: Term) -> Int? {
    switch term.node {
    case .variable, .reference: break
    default: return nil
    }
    guard let arity = functions.arity(of: term) else { return nil }
    return term.builtinName == nil && arity == 0 ? nil : arity
  }
}
