/// Stage: replaces imported names and the names of the package's rules by absolute references.
///
/// `input` and `data` alone become references of one term. Objects and sets are put in term order.
struct ReferenceResolver: SyntaxRewriter {
  /// What an imported name or a rule's name stands for.
  final class Global {
    let path: [Term]
    var isUsed = false
    init(_ path: [Term]) { self.path = path }
  }

  private let imported: [String: Global]
  private let ruleNames: [String: Global]
  /// Names that are declared locally, innermost last.
  private var shadowing: [Set<String>] = []

  static func run(_ unit: Compilation) {
    let exports = Exports(unit.modules)
    var position = 0
    for module in unit.modules.indices {
      let imports = globals(of: unit.modules[module].imports)
      var resolver = ReferenceResolver(imported: imports, ruleNames: exports.names(for: unit.modules[module]))
      while position < unit.entries.count, unit.entries[position].module == module {
        resolver.resolve(unit.entries[position].rule, unit)
        position += 1
      }
      if unit.compiler.isStrict { reportUnused(unit.modules[module].imports, imports, unit) }
    }
  }

  private init(imported: [String: Global], ruleNames: [String: Global]) {
    self.imported = imported
    self.ruleNames = ruleNames
  }

  /// For a query, as if it stood in a package of the program.
  init(query: Body, package: [Term], imports: [Import], program: CheckedProgram) {
    self.init(
      imported: ReferenceResolver.globals(of: imports), ruleNames: ReferenceResolver.ruleNames(of: package, in: program)
    )
    shadowing = [DeclaredVariables.of(query)]
  }

  /// The names of a package's rules after the stages.
  private static func ruleNames(of package: [Term], in program: CheckedProgram) -> [String: Global] {
    var names: [String: Global] = [:]
    guard !package.isEmpty else { return names }
    let path = Term.path(package)
    for module in program.modules where Term.path(module.package) == path {
      for rule in module.rules {
        guard case .string(let name) = rule.head.reference[package.count].node else { continue }
        names[name] = Global(Array(rule.head.reference.prefix(package.count + 1)))
      }
    }
    return names
  }

  // MARK: Globals

  /// The rule names of every package.
  private struct Exports {
    private var byPackage: [String: [String: Global]] = [:]

    init(_ modules: [Module]) {
      for module in modules {
        let package = Term.path(module.package)
        for rule in module.rules {
          guard let head = rule.head.reference.first, case .variable(let name) = head.node,
            byPackage[package]?[name] == nil
          else { continue }
          let path = module.package + [Term(.string(name), at: head.location)]
          byPackage[package, default: [:]][name] = Global(path)
        }
      }
    }

    func names(for module: Module) -> [String: Global] { byPackage[Term.path(module.package)] ?? [:] }
  }

  private static func globals(of imports: [Import]) -> [String: Global] {
    var globals: [String: Global] = [:]
    for entry in imports where !entry.isLanguageFeature { globals[entry.name] = Global(entry.path.path) }
    return globals
  }

  private static func reportUnused(_ imports: [Import], _ globals: [String: Global], _ unit: Compilation) {
    for entry in imports where !entry.isLanguageFeature {
      if let global = globals[entry.name], !global.isUsed {
        unit.report(.compile, "\(entry.text) unused", at: entry.location)
      }
    }
  }

  // MARK: Rules

  private mutating func resolve(_ rule: Rule, _ unit: Compilation) {
    var parameters = ParameterNames()
    parameters.collect(rule.head.arguments ?? [])
    if let root = parameters.shadowedRoot {
      unit.report(.compile, "args must not shadow \(root) (use a different variable name)", at: rule.location)
      return
    }
    shadowing = [parameters.names, DeclaredVariables.of(rule.body)]
    for index in rule.head.reference.indices.dropFirst() { rewrite(&rule.head.reference[index]) }
    if rule.head.key != nil { rewrite(&rule.head.key!) }
    if rule.head.value != nil { rewrite(&rule.head.value!) }
    rewrite(&rule.body)
  }

  /// The names that a function's parameters bind.
  private struct ParameterNames {
    var names: Set<String> = []
    var shadowedRoot: String?

    mutating func collect(_ terms: [Term]) {
      for term in terms { collect(term) }
    }

    private mutating func collect(_ term: Term) {
      switch term.node {
      case .variable(let name):
        if Term.isRoot(name) { shadowedRoot = shadowedRoot ?? name }
        names.insert(name)
      case .reference(let path):
        if let root = term.rootName { shadowedRoot = shadowedRoot ?? root } else { collectReference(path) }
      case .array(let elements): collect(elements)
      // Keys of object patterns are no patterns.
      case .object(let items): collect(items.map(\.value))
      default: return
      }
    }

    private mutating func collectReference(_ path: [Term]) {
      for term in path {
        if case .variable(let name) = term.node { names.insert(name) } else { collect(term) }
      }
    }
  }

  // MARK: Terms

  private func global(_ name: String) -> Global? {
    guard let global = imported[name] ?? ruleNames[name], !shadowing.contains(where: { $0.contains(name) }) else {
      return nil
    }
    global.isUsed = true
    return global
  }

  private func path(of global: Global, at location: Location) -> [Term] {
    global.path.map { Term($0.node, at: location) }
  }

  mutating func rewrite(_ term: inout Term) {
    switch term.node {
    case .null, .boolean, .number, .string: return
    case .variable(let name):
      if let global = global(name) {
        term.node = .reference(path(of: global, at: term.location))
      } else if Term.isRoot(name) {
        term.node = .reference([term])
      }
    case .reference(let written): term.node = .reference(resolve(written))
    case .arrayComprehension(_, let body), .setComprehension(_, let body), .objectComprehension(_, _, let body):
      shadowing.append(DeclaredVariables.of(body))
      rewriteChildren(of: &term)
      shadowing.removeLast()
    case .array, .object, .set, .call, .template:
      rewriteChildren(of: &term)
      normalize(&term)
    }
  }

  private func normalize(_ term: inout Term) {
    switch term.node {
    case .object(var items):
      TermOrder.normalize(&items)
      term.node = .object(items)
    case .set(var elements):
      TermOrder.normalize(&elements)
      term.node = .set(elements)
    default: return
    }
  }

  private mutating func resolve(_ written: [Term]) -> [Term] {
    var resolved: [Term] = []
    resolved.reserveCapacity(written.count + 2)
    for (index, var term) in written.enumerated() {
      if case .variable(let name) = term.node {
        guard let global = global(name) else {
          // A root inside a bracket is a reference of its own; at the head it is the head.
          if index > 0, Term.isRoot(name) { term.node = .reference([term]) }
          resolved.append(term)
          continue
        }
        let path = path(of: global, at: term.location)
        if index == 0 { resolved = path } else { resolved.append(Term(.reference(path), at: term.location)) }
      } else {
        rewrite(&term)
        resolved.append(term)
      }
    }
    return resolved
  }

  mutating func rewrite(_ expression: inout Expression) {
    switch expression.node {
    case .call(var operation, var arguments):
      rewrite(&operation)
      rewriteAll(&arguments)
      expression.node = .call(operation, arguments)
    case .some(var symbols):
      for index in symbols.indices where !symbols[index].isAnyVariable { rewrite(&symbols[index]) }
      expression.node = .some(symbols)
    case .every(var every):
      var locals = every.value.variables()
      if let key = every.key { locals.formUnion(key.variables()) }
      shadowing.append(locals)
      rewrite(&every.domain)
      rewrite(&every.body)
      shadowing.removeLast()
      expression.node = .every(every)
    case .term(var term):
      rewrite(&term)
      expression.node = .term(term)
    }
    for index in expression.with.indices {
      rewrite(&expression.with[index].target)
      rewrite(&expression.with[index].value)
    }
  }
}

extension Import {
  /// `import rego.v1`, `import future.keywords.…`: they only steer the parser.
  var isLanguageFeature: Bool {
    guard case .variable(let root) = path.path[0].node else { return false }
    return root == "future" || root == "rego"
  }

  /// `import data.a as b`.
  var text: String { "import \(path)" + (alias.map { " as " + $0 } ?? "") }

  /// The name that the import brings.
  var name: String {
    if let alias { return alias }
    switch path.path.last?.node {
    case .string(let name), .variable(let name): return name
    default: return ""
    }
  }
}
