/// Stage: checks what `with` replaces, and moves values that need evaluation before the expression.
struct WithModifiers: SyntaxRewriter {
  private let functions: FunctionTable
  private let unsafeBuiltins: Set<String>
  private var locals: LocalNames
  private var findings: [Diagnostic] = []

  static func run(_ unit: Compilation) {
    let functions = FunctionTable(unit.compiler, tree: unit.tree)
    for entry in unit.entries where entry.traits.contains(.with) {
      var stage = WithModifiers(functions, unit.compiler.unsafeBuiltins, unit.locals)
      stage.rewriteHead(of: entry.rule)
      stage.rewrite(&entry.rule.body)
      unit.locals = stage.locals
      unit.findings.report(stage.findings)
    }
  }

  static func run(
    query: inout Body, _ functions: FunctionTable, _ unsafeBuiltins: Set<String>, _ locals: inout LocalNames
  ) -> [Diagnostic] {
    var stage = WithModifiers(functions, unsafeBuiltins, locals)
    stage.rewrite(&query)
    locals = stage.locals
    return stage.findings
  }

  private init(_ functions: FunctionTable, _ unsafeBuiltins: Set<String>, _ locals: LocalNames) {
    self.functions = functions
    self.unsafeBuiltins = unsafeBuiltins
    self.locals = locals
  }

  mutating func rewrite(_ body: inout Body) {
    var rewritten: Body = []
    // Expressions that were taken out of one share its modifiers, and so their values.
    var captured: [Int: Term] = [:]
    for var expression in body {
      for index in expression.with.indices {
        let place = expression.with[index].location
        if place.source != nil, let variable = captured[place.offset] {
          expression.with[index].value = variable
          continue
        }
        do throws(Diagnostic) {
          guard try check(&expression.with[index]) else { continue }
        } catch {
          findings.append(error)
          return
        }
        let (variable, capture) = locals.capture(expression.with[index].value)
        rewritten.append(capture)
        expression.with[index].value = variable
        captured[place.offset] = variable
      }
      rewritten.append(expression)
    }
    body = rewritten
    for index in body.indices { rewriteChildren(of: &body[index]) }
  }

  // MARK: Checks

  /// Whether the value must be evaluated before.
  private func check(_ with: inout WithModifier) throws(Diagnostic) -> Bool {
    if case .variable(let name) = with.value.node, functions.isBuiltin(name) {
      with.value.node = .reference([with.value])
    }
    let target = try safeBuiltin(with.target)
    if with.target.isReference(under: "data") {
      if try isFunctionReplacement(with) { return false }
    } else if with.target.isReference(under: "input") {
      // Any part of the input may be replaced.
    } else if let target {
      try checkBuiltin(target, at: with.target.location)
      if with.target.isAnyVariable { with.target.node = .reference([with.target]) }
      if try namesFunction(with.value) { return false }
    } else {
      throw Diagnostic(
        .type, "with keyword target must reference existing input, data, or a function", at: with.target.location)
    }
    return with.value.needsEvaluation
  }

  /// For targets under `data`: whether a function is replaced by one.
  private func isFunctionReplacement(_ with: WithModifier) throws(Diagnostic) -> Bool {
    let path = with.target.path
    var node = functions.tree.root
    for term in path.dropLast() {
      guard let child = node.child(term) else { break }
      if !child.rules.isEmpty {
        throw Diagnostic(
          .compile, "with keyword cannot partially replace virtual document(s)", at: with.target.location)
      }
      node = child
    }
    let replacesFunction = node.child(path[path.count - 1])?.rules.contains(where: WithModifiers.isFunction) ?? false
    if replacesFunction, try namesFunction(with.value) { return true }
    guard case .reference(let value) = with.value.node else { return false }
    return functions.tree.rules(at: value).contains(where: WithModifiers.isFunction)
  }

  private static func isFunction(_ rule: Rule) -> Bool { !(rule.head.arguments ?? []).isEmpty }

  /// Whether a value is the name of a rule or of a built-in, and stays a name.
  private func namesFunction(_ value: Term) throws(Diagnostic) -> Bool {
    if case .reference(let path) = value.node, functions.tree.find(path) != nil { return true }
    guard try safeBuiltin(value) != nil else { return false }
    if let refusal = functions.refusal(of: value, at: value.location) { throw refusal }
    return true
  }

  /// The built-in that a term names; an error when it must not be named.
  private func safeBuiltin(_ term: Term) throws(Diagnostic) -> String? {
    guard let name = term.builtinName else { return nil }
    if unsafeBuiltins.contains(name) {
      let message = "with keyword replacing built-in function: target must not be unsafe: \"\(name)\""
      throw Diagnostic(.compile, message, at: term.location)
    }
    return functions.isBuiltin(name) ? name : nil
  }

  private func checkBuiltin(_ name: String, at location: Location) throws(Diagnostic) {
    let start = "with keyword replacing built-in function: "
    switch name {
    case "eq", "rego.metadata.chain", "rego.metadata.rule":
      throw Diagnostic(.compile, "\(start)replacement of \"\(name)\" invalid", at: location)
    case _ where name.hasPrefix("internal."):
      throw Diagnostic(.compile, "\(start)replacement of internal function \"\(name)\" invalid", at: location)
    case _ where functions.isRelation(name) || name == "walk":
      throw Diagnostic(.compile, "\(start)target must not be a relation", at: location)
    case _ where FunctionTable.void.contains(name):
      throw Diagnostic(.compile, "\(start)target must not be a void function", at: location)
    default: return
    }
  }
}
