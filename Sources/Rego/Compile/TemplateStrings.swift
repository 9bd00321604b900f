/// Stage: template strings become calls of `internal.template_string` with an array of their parts.
///
/// Each expression is wrapped into a set comprehension: an undefined part is an empty set, and the string is built all
/// the same.
struct TemplateStrings: SyntaxRewriter {
  private let functions: FunctionTable
  private let outputs: OutputVariables
  private var locals: LocalNames
  private var findings: [Diagnostic] = []
  /// Variables that the parts may use.
  private var safe: Set<String>

  static func run(_ unit: Compilation) {
    let functions = FunctionTable(unit.compiler, tree: unit.tree)
    for entry in unit.entries where entry.traits.contains(.templates) {
      var collector = VariableCollector()
      collector.collect(entry.rule.head.arguments ?? [])
      let globals = OutputVariables.roots.union(collector.names)
      var stage = TemplateStrings(functions, unit.locals, safe: globals)
      stage.rewrite(&entry.rule.body)
      stage.safe = globals.union(stage.outputs.outputs(of: entry.rule.body, safe: globals))
      stage.rewriteHead(of: entry.rule)
      unit.locals = stage.locals
      unit.findings.report(stage.findings)
    }
  }

  static func run(query: inout Body, _ functions: FunctionTable, _ locals: inout LocalNames) -> [Diagnostic] {
    var stage = TemplateStrings(functions, locals, safe: OutputVariables.roots)
    stage.rewrite(&query)
    locals = stage.locals
    return stage.findings
  }

  private init(_ functions: FunctionTable, _ locals: LocalNames, safe: Set<String>) {
    self.functions = functions
    self.locals = locals
    self.safe = safe
    outputs = OutputVariables(arity: functions.arity(of:))
  }

  mutating func rewrite(_ body: inout Body) {
    let outer = safe
    safe.formUnion(outputs.outputs(of: body, safe: outer))
    for index in body.indices { rewrite(&body[index]) }
    safe = outer
  }

  mutating func rewrite(_ expression: inout Expression) {
    guard case .every(var every) = expression.node else { return rewriteChildren(of: &expression) }
    rewrite(&every.domain)
    let outer = safe
    safe.formUnion(every.value.variables())
    if let key = every.key { safe.formUnion(key.variables()) }
    rewrite(&every.body)
    safe = outer
    expression.node = .every(every)
  }

  mutating func rewrite(_ term: inout Term) {
    switch term.node {
    case .template(let parts):
      let elements =
        parts.isEmpty ? [Term(.string(""), at: term.location)] : parts.map { rewritePart($0, term.location) }
      let operation = Term.builtin("internal.template_string", at: term.location)
      term.node = .call(operation, [Term(.array(elements), at: term.location)])
    case .arrayComprehension(_, let body), .setComprehension(_, let body), .objectComprehension(_, _, let body):
      // The head may use what the body binds.
      let outer = safe
      safe.formUnion(outputs.outputs(of: body, safe: outer))
      rewriteChildren(of: &term)
      safe = outer
    default: rewriteChildren(of: &term)
    }
  }

  private mutating func rewritePart(_ part: TemplatePart, _ place: Location) -> Term {
    switch part {
    case .literal(let text): return Term(.string(text), at: place)
    case .expression(var expression):
      rewriteChildren(of: &expression)
      return wrap(expression)
    }
  }

  private mutating func wrap(_ expression: Expression) -> Term {
    let term: Term
    switch expression.node {
    case .term(let inner): term = inner
    case .call(let operation, let arguments):
      if let name = operation.builtinName, functions.isRelation(name) {
        let message = "illegal call to relation built-in '\(name)' that may cause multiple outputs"
        findings.append(Diagnostic(.compile, message, at: expression.location))
      }
      term = Term(.call(operation, arguments), at: expression.location)
    default:
      findings.append(Diagnostic(.compile, "unexpected template-string expression", at: expression.location))
      term = Term(.boolean(false), at: expression.location)
    }
    for name in term.variables(skipping: .safety).subtracting(safe).sorted() {
      let written = LocalNames.printed(locals.written(name))
      findings.append(Diagnostic(.compile, "var \(written) is undeclared", at: term.location))
    }
    return locals.setCapture(of: term, with: expression.with)
  }
}

extension LocalNames {
  /// `{x | x = term}`.
  mutating func setCapture(of term: Term, with: [WithModifier] = []) -> Term {
    var (variable, expression) = capture(term)
    expression.isGenerated = false
    expression.with = with
    return Term(.setComprehension(variable, [expression]), at: term.location)
  }
}

extension Term {
  /// The operator of a built-in: a variable, or a reference for a dotted name.
  static func builtin(_ name: String, at location: Location) -> Term {
    let parts = name.split(separator: ".").map(String.init)
    let head = Term(.variable(parts[0]), at: location)
    if parts.count == 1 { return head }
    return Term(.reference([head] + parts.dropFirst().map { Term(.string($0), at: location) }), at: location)
  }
}
