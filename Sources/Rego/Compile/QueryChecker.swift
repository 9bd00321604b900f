/// Runs the compile stages over one query.
struct QueryChecker {
  private let compiler: Compiler
  private let functions: FunctionTable
  private let types: TypeEnvironment
  private var locals = LocalNames(infix: "q")

  init(_ compiler: Compiler, _ program: CheckedProgram) {
    self.compiler = compiler
    functions = FunctionTable(compiler, tree: program.tree)
    types = program.types
  }

  mutating func check(_ query: Body, _ resolver: inout ReferenceResolver) throws(Diagnostics) -> CheckedQuery {
    if query.isEmpty {
      throw Diagnostics([Diagnostic(.compile, "empty query cannot be compiled", at: .none)])
    }
    var body = query
    locals.taken = query.variables().filter(LocalNames.isGenerated)
    if compiler.isStrict { try end(ImportChecks.overrides(in: body)) }
    resolver.rewrite(&body)
    try rewriteTerms(&body)
    let calls = UndefinedFunctions(functions, TypeChecker(compiler.builtins, locals), types)
    try end(calls.findings(in: body))
    var order = BodyOrder(arity: functions.arity(of:))
    order.order(&body, globals: OutputVariables.roots)
    try end(order.unsafe.findings(locals))
    let bindings = bindings(of: body)
    OperandRewriting.evaluateOperands(query: &body, &locals)
    try end(TypeChecker(compiler.builtins, locals).check(body, within: types).1.map(\.diagnostic))
    try end(BuiltinChecks.findings(in: body, compiler))
    let expressions = body.indices.filter { !body[$0].isGenerated }.map { (index: $0, location: body[$0].location) }
    return CheckedQuery(
      body: body, bindings: bindings, expressions: expressions, writtenNames: locals.written)
  }

  private mutating func rewriteTerms(_ body: inout Body) throws(Diagnostics) {
    var scopes = LocalScopes()
    try end(
      LocalVariables.rewrite(&body, used: [], scopes: &scopes, locals: &locals, isStrict: compiler.isStrict))
    try end(TemplateStrings.run(query: &body, functions, &locals))
    try end(PrintCalls.checkVoidCalls(in: body))
    try end(PrintCalls.run(query: &body, keepsPrint: compiler.keepsPrint, functions, &locals))
    CallHoisting.run(query: &body, &locals)
    EvaluatedHeads.moveFromComprehensions(query: &body, &locals)
    try end(WithModifiers.run(query: &body, functions, compiler.unsafeBuiltins, &locals))
  }

  /// The variables outside of closures that the author wrote.
  private func bindings(of body: Body) -> [(name: String, variable: String)] {
    let names = body.variables(skipping: [.closures, .callHeads]).subtracting(OutputVariables.roots)
    return names.map { (name: locals.written($0), variable: $0) }
      .filter { !LocalNames.isGenerated($0.name) && !LocalNames.isWildcard($0.name) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private func end(_ found: [Diagnostic]) throws(Diagnostics) {
    if found.isEmpty { return }
    var findings = Findings()
    findings.report(found)
    throw Diagnostics(findings.all)
  }
}
