/// Stage: calls name functions that exist, with as many arguments as they take, or one more for the result.
struct UndefinedFunctions {
  private let functions: FunctionTable
  private let locals: LocalNames

  init(functions: FunctionTable, locals: LocalNames) {
    self.functions = functions
    self.locals = locals
  }

  static func run(_ unit: Compilation) {
    let stage = UndefinedFunctions(
      functions: FunctionTable(unit.compiler, tree: unit.tree), locals: unit.locals)
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
      guard case .call(let operation, let arguments) = expression.node,
        let finding = check(operation, arguments.count, expression)
      else { return true }
      report(finding)
      return false
    }
    return visitor
  }

  private func check(_ operation: Term, _ count: Int, _ expression: Expression) -> Diagnostic? {
    if let refusal = functions.refusal(of: operation, at: expression.location) { return refusal }
    guard let arity = functions.arity(of: operation) else {
      return Diagnostic(.type, "undefined function \(written(operation))", at: expression.location)
    }
    let given = expression.isGenerated ? count - 1 : count
    if expression.isGenerated {
      if given == arity || operation.builtinName == "eq" { return nil }
    } else if count == arity || count == arity + 1 {
      return nil
    }
    if let name = operation.builtinName {
      return Diagnostic(.type, "\(name): arity mismatch", at: expression.location)
    }
    let noun = given == 1 ? "argument" : "arguments"
    return Diagnostic(
      .type, "function \(written(operation)) has arity \(arity), got \(given) \(noun)", at: expression.location)
  }

  /// With the author's names for local variables.
  private func written(_ operation: Term) -> Term {
    let path = operation.path.map { term in
      if case .variable(let name) = term.node { Term(.variable(locals.written(name)), at: term.location) } else { term }
    }
    return Term(.reference(path), at: operation.location)
  }
}
