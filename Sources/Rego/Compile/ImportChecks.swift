/// Stages: names that v1 and strict mode refuse.
enum ImportChecks {
  /// Stage: rules, parameters and variables must not be called `input` or `data`.
  static func reportKeywordOverrides(_ unit: Compilation) {
    for (module, content) in unit.modules.enumerated() where unit.isStrict(module) {
      for rule in content.rules {
        if case .variable(let name)? = rule.head.reference.first?.node, Term.isRoot(name) {
          unit.report(.compile, "rules must not shadow \(name) (use a different rule name)", at: rule.location)
        }
      }
      for entry in unit.entries where entry.module == module && entry.traits.contains(.assignments) {
        assignmentVisitor { unit.report($0) }.visitRule(entry.rule)
      }
    }
  }

  /// The same for a query's variables.
  static func overrides(in query: Body) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    withoutActuallyEscaping({ findings.append($0) }) { assignmentVisitor($0).visit(query) }
    return findings
  }

  private static func assignmentVisitor(_ report: @escaping (Diagnostic) -> Void) -> SyntaxVisitor {
    var visitor = SyntaxVisitor()
    visitor.visitExpression = { expression in
      if expression.isAssignment, let target = expression.arguments.first, let name = target.rootName {
        let message = "variables must not shadow \(name) (use a different variable name)"
        report(Diagnostic(.compile, message, at: expression.location))
      }
      return true
    }
    return visitor
  }

  /// Stage: no two imports of one name.
  static func reportDuplicates(_ unit: Compilation) {
    for (module, content) in unit.modules.enumerated() where unit.isStrict(module) {
      var known: [String: Import] = [:]
      for entry in content.imports {
        if let first = known[entry.name] {
          unit.report(.compile, "import must not shadow \(first.text)", at: entry.location)
        } else {
          known[entry.name] = entry
        }
      }
    }
  }
}
