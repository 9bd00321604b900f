/// Stage: built-ins that v1 and strict mode refuse.
enum BuiltinChecks {
  static func reportDeprecated(_ unit: Compilation) {
    for entry in unit.entries where unit.isStrict(entry.module) {
      visitor { unit.report($0) }.visitRule(entry.rule)
    }
  }

  static func deprecated(in query: Body) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    withoutActuallyEscaping({ findings.append($0) }) { visitor($0).visit(query) }
    return findings
  }

  private static func visitor(_ report: @escaping (Diagnostic) -> Void) -> SyntaxVisitor {
    var visitor = SyntaxVisitor()
    visitor.visitExpression = { expression in
      if let name = expression.calledBuiltin, FunctionTable.deprecated.contains(name) {
        report(
          Diagnostic(.type, "deprecated built-in function calls in expression: \(name)", at: expression.location))
      }
      return true
    }
    return visitor
  }
}
