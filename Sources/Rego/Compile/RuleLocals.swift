/// Stage: ``LocalVariables`` for rules: parameters first, then each rule of an else chain with its head.
struct RuleLocals {
  private let unit: Compilation
  /// Strict mode: parameters that nothing has used yet.
  private var unusedParameters: Set<String> = []

  static func run(_ unit: Compilation) {
    for entry in unit.entries where !entry.isElse {
      var stage = RuleLocals(unit: unit)
      stage.rewrite(entry.rule)
    }
  }

  private init(unit: Compilation) { self.unit = unit }

  private mutating func rewrite(_ first: Rule) {
    var scopes = LocalScopes()
    if first.head.arguments != nil {
      if unit.compiler.isStrict {
        var collector = VariableCollector()
        collector.collect(first.head.arguments!)
        unusedParameters = collector.names
      }
      for index in first.head.arguments!.indices { rewriteParameter(&first.head.arguments![index], &scopes) }
    }
    var next: Rule? = first
    while let rule = next {
      let local = rewriteRule(rule, scopes)
      unusedParameters = unusedParameters.filter { (local.local($0)?.count ?? 0) <= 1 }
      next = rule.elseRule
    }
    for name in unusedParameters.sorted() where !LocalNames.isWildcard(name) {
      unit.report(
        .compile, "unused argument \(name). (hint: use _ (wildcard variable) instead)", at: first.head.location)
    }
  }

  private func rewriteParameter(_ term: inout Term, _ scopes: inout LocalScopes) {
    switch term.node {
    case .variable(let written):
      if let name = scopes.name(of: written) {
        scopes.noteUse(of: written)
        term.node = .variable(name)
      } else {
        let name = unit.locals.make()
        unit.locals.written[name] = written
        scopes.insert(written, as: name, .parameter)
        term.node = .variable(name)
      }
    case .array(var elements):
      for index in elements.indices { rewriteParameter(&elements[index], &scopes) }
      term.node = .array(elements)
    case .reference(var path):
      for index in path.indices { rewriteParameter(&path[index], &scopes) }
      term.node = .reference(path)
    case .object(var items):
      for index in items.indices { rewriteParameter(&items[index].value, &scopes) }
      term.node = .object(items)
    case .call: unit.report(.compile, "rule arguments cannot contain calls", at: term.location)
    default: return
    }
  }

  /// The scopes after the rule's body.
  private mutating func rewriteRule(_ rule: Rule, _ parameters: LocalScopes) -> LocalScopes {
    let hasHead = RuleLocals.headMayHaveVariables(rule.head)
    var used: Set<String> = []
    if hasHead {
      var comprehensions = HeadComprehensions(unit: unit)
      comprehensions.rewriteHead(of: rule, reference: false)
      used = variablesUsed(by: rule.head)
    }
    var scopes = parameters
    let findings = LocalVariables.rewrite(
      &rule.body, used: used, scopes: &scopes, locals: &unit.locals, isStrict: unit.compiler.isStrict)
    unit.findings.report(findings)
    if hasHead {
      var renaming = Renaming(names: scopes.innermost.mapValues(\.name))
      renaming.rewriteHead(of: rule)
    }
    return scopes
  }

  private mutating func variablesUsed(by head: Head) -> Set<String> {
    var collector = VariableCollector()
    collector.collect(head.reference.dropFirst())
    if let key = head.key { collector.collect(key) }
    if let value = head.value {
      let names = value.variables()
      unusedParameters.subtract(names)
      collector.names.formUnion(names)
    }
    return collector.names
  }

  static func headMayHaveVariables(_ head: Head) -> Bool {
    let terms = (head.arguments ?? []) + head.reference.dropFirst() + [head.key, head.value].compactMap { $0 }
    return !terms.allSatisfy(\.isScalar)
  }
}

/// Comprehensions in a head are rewritten on their own, before the body: what they declare is theirs.
private struct HeadComprehensions: SyntaxRewriter {
  let unit: Compilation

  mutating func rewrite(_ term: inout Term) {
    guard term.isComprehension else { return rewriteChildren(of: &term) }
    var stage = LocalVariables(locals: unit.locals, isStrict: unit.compiler.isStrict)
    unit.locals = LocalNames()
    stage.rewrite(&term)
    unit.locals = stage.locals
    unit.findings.report(stage.findings)
  }
}

/// Renames what a head takes from its body.
private struct Renaming: SyntaxRewriter {
  let names: [String: String]

  mutating func rewrite(_ term: inout Term) {
    if case .variable(let name) = term.node {
      if let renamed = names[name] { term.node = .variable(renamed) }
    } else if let root = term.rootName {
      if let renamed = names[root], renamed != root { term.node = .variable(renamed) }
    } else {
      rewriteChildren(of: &term)
    }
  }
}
