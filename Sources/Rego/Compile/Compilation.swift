/// What the stages work on: copies of the modules' rules, and what they learn on the way.
final class Compilation {
  /// What a rule holds, so that a stage can pass over rules that it has nothing to do for.
  struct Traits: OptionSet {
    let rawValue: UInt16
    static let comprehensions = Traits(rawValue: 1)
    static let every = Traits(rawValue: 2)
    static let with = Traits(rawValue: 4)
    static let prints = Traits(rawValue: 8)
    static let templates = Traits(rawValue: 16)
    static let metadata = Traits(rawValue: 32)
    static let assignments = Traits(rawValue: 64)
    /// Where expressions may stand below those of the rule itself.
    static let closures: Traits = [.comprehensions, .every, .prints, .templates]
  }

  struct Entry {
    let rule: Rule
    let module: Int
    /// The rule that this one hangs on by `else`.
    let isElse: Bool
    var traits: Traits = []
  }

  let compiler: Compiler
  /// In the order of their names.
  var modules: [Module]
  /// Every rule, each followed by its else chain.
  var entries: [Entry] = []
  var findings = Findings()
  var locals = LocalNames()
  /// Set once references are resolved.
  var tree = RuleTree([])
  /// What the type checker knows; before it has run, what schemas say of `input`.
  var types = TypeEnvironment()
  /// Asked for when rules have their last form.
  private(set) lazy var dependencies = DependencyGraph(self)

  init(_ modules: [Module], compiler: Compiler) {
    self.compiler = compiler
    let order = modules.indices.sorted { a, b in
      let (x, y) = (modules[a].source.name, modules[b].source.name)
      return x == y ? a < b : x.utf8.lexicographicallyPrecedes(y.utf8)
    }
    self.modules = order.map { modules[$0] }
    for index in self.modules.indices {
      self.modules[index].rules = self.modules[index].rules.map(Compilation.copy)
      for rule in self.modules[index].rules {
        var next: Rule? = rule
        while let current = next {
          entries.append(Entry(rule: current, module: index, isElse: current !== rule))
          next = current.elseRule
        }
      }
    }
    for index in entries.indices {
      var inspector = RuleInspector()
      inspector.inspect(entries[index].rule)
      entries[index].traits = inspector.traits
      locals.taken.formUnion(inspector.reservedNames)
    }
  }

  /// The rule and its else chain; the compiler changes its copy.
  private static func copy(_ rule: Rule) -> Rule {
    let first = shallowCopy(rule)
    var (last, next) = (first, rule.elseRule)
    while let current = next {
      let copied = shallowCopy(current)
      last.elseRule = copied
      (last, next) = (copied, current.elseRule)
    }
    return first
  }

  private static func shallowCopy(_ rule: Rule) -> Rule {
    let copy = Rule(head: rule.head, body: rule.body, at: rule.location)
    copy.isDefault = rule.isDefault
    copy.isBodyGenerated = rule.isBodyGenerated
    copy.hasIf = rule.hasIf
    copy.hasContains = rule.hasContains
    copy.annotations = rule.annotations
    return copy
  }

  func report(_ finding: Diagnostic) { findings.report(finding) }

  func report(_ code: Diagnostic.Code, _ message: String, at location: Location) {
    findings.report(Diagnostic(code, message, at: location))
  }

  /// Whether the module must keep the rules of v1.
  func isStrict(_ module: Int) -> Bool { compiler.isStrict || modules[module].version != .v0 }
}

/// Finds out what a rule holds.
private struct RuleInspector {
  var traits: Compilation.Traits = []
  /// Variables that look like generated ones.
  var reservedNames: Set<String> = []

  mutating func inspect(_ rule: Rule) {
    var (traits, reserved) = (Compilation.Traits(), Set<String>())
    var visitor = SyntaxVisitor()
    visitor.visitTerm = { term in
      switch term.node {
      case .variable(let name): if LocalNames.isGenerated(name) { reserved.insert(name) }
      case .arrayComprehension, .setComprehension, .objectComprehension: traits.insert(.comprehensions)
      case .template: traits.insert(.templates)
      case .call(let operation, _): traits.formUnion(RuleInspector.traits(ofCalling: operation))
      default: break
      }
      return true
    }
    visitor.visitExpression = { expression in
      if !expression.with.isEmpty { traits.insert(.with) }
      switch expression.node {
      case .every: traits.insert(.every)
      case .call(let operation, _): traits.formUnion(RuleInspector.traits(ofCalling: operation))
      default: break
      }
      return true
    }
    visitor.visitHead(of: rule, reference: true)
    visitor.visit(rule.body)
    self.traits = traits
    reservedNames = reserved
  }

  private static func traits(ofCalling operation: Term) -> Compilation.Traits {
    switch operation.builtinName {
    case "print": .prints
    case "rego.metadata.rule", "rego.metadata.chain": .metadata
    case "assign": .assignments
    default: []
    }
  }
}
