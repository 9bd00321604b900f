/// Stages: built-ins that exist but must not be called.
enum BuiltinChecks {
  /// Stage: those that the compiler was told to refuse.
  static func reportUnsafe(_ unit: Compilation) {
    let names = unit.compiler.unsafeBuiltins
    if names.isEmpty { return }
    for entry in unit.entries {
      visitor(names, "unsafe") { unit.report($0) }.visitExpressions(of: entry)
    }
  }

  /// Stage: those that v1 and strict mode refuse.
  static func reportDeprecated(_ unit: Compilation) {
    for entry in unit.entries where unit.isStrict(entry.module) {
      visitor(FunctionTable.deprecated, "deprecated") { unit.report($0) }.visitExpressions(of: entry)
    }
  }

  static func findings(in query: Body, _ compiler: Compiler) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    withoutActuallyEscaping({ findings.append($0) }) { report in
      visitor(compiler.unsafeBuiltins, "unsafe", report).visit(query)
      if findings.isEmpty, compiler.isStrict { visitor(FunctionTable.deprecated, "deprecated", report).visit(query) }
    }
    return findings
  }

  private static func visitor(
    _ names: Set<String>, _ kind: String, _ report: @escaping (Diagnostic) -> Void
  ) -> SyntaxVisitor {
    var visitor = SyntaxVisitor()
    visitor.visitExpression = { expression in
      if let name = expression.calledBuiltin, names.contains(name) {
        report(Diagnostic(.type, "\(kind) built-in function calls in expression: \(name)", at: expression.location))
      }
      return true
    }
    return visitor
  }
}
