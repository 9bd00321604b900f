/// Stages: `print` is no value; its calls are erased, or kept as `internal.print` of sets, so that an undefined operand
/// does not end the evaluation.
enum PrintCalls {
  /// Stage: functions without a result are not used as values.
  static func checkVoidCalls(_ unit: Compilation) {
    for entry in unit.entries where entry.traits.contains(.prints) {
      visitor { unit.report($0) }.visitRule(entry.rule)
    }
  }

  static func checkVoidCalls(in query: Body) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    withoutActuallyEscaping({ findings.append($0) }) { visitor($0).visit(query) }
    return findings
  }

  private static func visitor(_ report: @escaping (Diagnostic) -> Void) -> SyntaxVisitor {
    var visitor = SyntaxVisitor()
    visitor.visitTerm = { term in
      if case .call(let operation, _) = term.node, let name = operation.builtinName,
        FunctionTable.void.contains(name)
      {
        report(Diagnostic(.type, "\(term) used as value", at: term.location))
      }
      return true
    }
    return visitor
  }

  /// Stage: erases or rewrites.
  static func run(_ unit: Compilation) {
    let functions = FunctionTable(unit.compiler, tree: unit.tree)
    for entry in unit.entries where entry.traits.contains(.prints) {
      if unit.compiler.keepsPrint {
        var collector = VariableCollector()
        collector.collect(entry.rule.head.arguments ?? [])
        let globals = OutputVariables.roots.union(collector.names)
        var stage = PrintRewriter(functions, unit.locals, globals: globals)
        stage.rewriteHead(of: entry.rule)
        stage.rewrite(&entry.rule.body)
        unit.locals = stage.locals
        unit.findings.report(stage.findings)
      } else {
        var stage = PrintEraser()
        stage.rewriteHead(of: entry.rule)
        stage.rewrite(&entry.rule.body)
      }
    }
  }

  static func run(
    query: inout Body, keepsPrint: Bool, _ functions: FunctionTable, _ locals: inout LocalNames
  ) -> [Diagnostic] {
    guard keepsPrint else {
      var stage = PrintEraser()
      stage.rewrite(&query)
      return []
    }
    var stage = PrintRewriter(functions, locals, globals: OutputVariables.roots)
    stage.rewrite(&query)
    locals = stage.locals
    return stage.findings
  }
}

private struct PrintEraser: SyntaxRewriter {
  mutating func rewrite(_ body: inout Body) {
    guard body.contains(where: { $0.calledBuiltin == "print" }) else {
      for index in body.indices { rewrite(&body[index]) }
      return
    }
    let place = body[0].location
    body.removeAll { $0.calledBuiltin == "print" }
    for index in body.indices { rewrite(&body[index]) }
    if body.isEmpty { body = [Expression(.term(Term(.boolean(true), at: place)), at: place)] }
  }
}

private struct PrintRewriter: SyntaxRewriter {
  private let outputs: OutputVariables
  private(set) var locals: LocalNames
  private(set) var findings: [Diagnostic] = []
  /// Bound around the body that is looked at.
  private var globals: Set<String>

  init(_ functions: FunctionTable, _ locals: LocalNames, globals: Set<String>) {
    outputs = OutputVariables(arity: functions.arity(of:))
    self.locals = locals
    self.globals = globals
  }

  mutating func rewrite(_ body: inout Body) {
    let outer = globals
    for index in body.indices {
      if body[index].hasClosures { rewrite(&body[index]) }
      if body[index].calledBuiltin == "print" { rewritePrint(&body[index]) }
      globals.formUnion(outputs.outputs(of: body[index], safe: globals))
      // What a generated name stands for was checked where it was written.
      globals.formUnion(body[index].variables().filter(LocalNames.isGenerated))
    }
    globals = outer
  }

  mutating func rewrite(_ expression: inout Expression) {
    guard case .every(var every) = expression.node else { return rewriteChildren(of: &expression) }
    rewrite(&every.domain)
    let outer = globals
    globals.formUnion(every.value.variables())
    if let key = every.key { globals.formUnion(key.variables()) }
    rewrite(&every.body)
    globals = outer
    expression.node = .every(every)
  }

  private mutating func rewritePrint(_ expression: inout Expression) {
    let operands = expression.arguments
    for operand in operands {
      for name in operand.variables(skipping: .safety).subtracting(globals).sorted() {
        findings.append(
          Diagnostic(.compile, "var \(LocalNames.printed(name)) is undeclared", at: operand.location))
      }
    }
    let captured = operands.map { locals.setCapture(of: $0) }
    expression.node = .call(
      Term.builtin("internal.print", at: expression.location), [Term(.array(captured), at: expression.location)])
    expression.isNegated = false
    expression.with = []
  }
}
