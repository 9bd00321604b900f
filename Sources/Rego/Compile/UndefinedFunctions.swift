/// Stage: calls name functions that exist, with as many arguments as they take, or one more for the result.
struct UndefinedFunctions {
  private let functions: FunctionTable
  private let checker: TypeChecker
  private let types: TypeEnvironment

  init(_ functions: FunctionTable, _ checker: TypeChecker, _ types: TypeEnvironment) {
    self.functions = functions
    self.checker = checker
    self.types = types
  }

  static func run(_ unit: Compilation) {
    let stage = UndefinedFunctions(
      FunctionTable(unit.compiler, tree: unit.tree), TypeChecker(unit.compiler.builtins, unit.locals), unit.types)
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
        let finding = check(operation, arguments, expression)
      else { return true }
      report(finding)
      return false
    }
    return visitor
  }

  private func check(_ operation: Term, _ arguments: [Term], _ expression: Expression) -> Diagnostic? {
    if let refusal = functions.refusal(of: operation, at: expression.location) { return refusal }
    let written = Term(.reference(checker.written(operation.path)), at: operation.location)
    guard let arity = functions.arity(of: operation) else {
      return Diagnostic(.type, "undefined function \(written)", at: expression.location)
    }
    let count = arguments.count
    let given = expression.isGenerated ? count - 1 : count
    if expression.isGenerated {
      if given == arity || operation.builtinName == "eq" { return nil }
    } else if count == arity || count == arity + 1 {
      return nil
    }
    if case .function(let function)? = checker.type(of: operation, types) {
      let have = arguments.map { checker.type(of: $0, types) }
      return TypeChecker.argumentError(
        written, "arity mismatch", have: have, want: function.arguments, at: expression.location
      ).diagnostic
    }
    let noun = given == 1 ? "argument" : "arguments"
    return Diagnostic(
      .type, "function \(written) has arity \(arity), got \(given) \(noun)", at: expression.location)
  }
}
