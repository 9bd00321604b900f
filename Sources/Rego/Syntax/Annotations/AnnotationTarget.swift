/// Attaches annotations to the statements they stand before.
enum AnnotationTarget {
  /// A statement that annotations may belong to.
  struct Statement {
    enum Kind {
      case package, `import`, other
      /// The index in the module.
      case rule(Int)
    }

    var kind: Kind
    var row: Int

    /// `rule` is the rule's index in the module.
    init(_ statement: SyntaxParser.Statement, rule: Int?) {
      row = statement.location.row
      switch statement {
      case .package: kind = .package
      case .import: kind = .import
      case .annotations: kind = .other
      case .rule, .body: kind = rule.map { .rule($0) } ?? .other
      }
      if case .annotations = statement { row = 0 }
    }
  }

  /// Gives every annotation its scope and its rule, and every rule its annotations. Returns what is out of place.
  static func attach(_ module: inout Module, statements: [Statement]) -> [Diagnostic] {
    guard !module.annotations.isEmpty else { return [] }
    var faults: [Diagnostic] = []
    var next = 0
    for index in module.annotations.indices {
      let row = module.annotations[index].location.row
      while next < statements.count, statements[next].row <= row { next += 1 }
      settle(&module.annotations[index], before: next < statements.count ? statements[next].kind : .other, &faults)
    }
    if faults.isEmpty { attachToRules(&module) }
    return faults
  }

  private static func settle(_ value: inout Annotations, before target: Statement.Kind, _ faults: inout [Diagnostic]) {
    let isEntrypoint = value.isEntrypoint
    var kind: String?
    switch target {
    case .rule(let index):
      value.rule = index
      kind = "rule"
    case .package: kind = "package"
    case .import: kind = "import"
    case .other: break
    }
    if value.scope.isEmpty { value.scope = kind == "rule" && isEntrypoint ? "document" : kind ?? "" }
    func report(_ message: String) { faults.append(Diagnostic(.parse, message, at: value.location)) }
    switch value.scope {
    case "rule", "document", "package", "subpackages":
      let wanted = value.scope == "rule" || value.scope == "document" ? "rule" : "package"
      if kind != wanted {
        let found = kind.map { " (have \($0))" } ?? ""
        report("annotation scope '\(value.scope)' must be applied to \(wanted)\(found)")
      }
    default:
      report(
        "invalid annotation scope '\(value.scope)'. "
          + "Use one of 'rule', 'document', 'package', or 'subpackages'")
    }
    if isEntrypoint, value.scope != "document", value.scope != "package" {
      report("annotation entrypoint applied to non-document or package scope '\(value.scope)'")
    }
  }

  /// A rule has the document annotations of all rules of its name, and the rule annotations above it that no rule of
  /// its name before it took.
  private static func attachToRules(_ module: inout Module) {
    var byPath: [String: Group] = [:]
    for value in module.annotations {
      guard let rule = value.rule else { continue }
      byPath[path(module.rules[rule]), default: Group()].add(value)
    }
    guard !byPath.isEmpty else { return }
    for rule in module.rules {
      let path = path(rule)
      rule.annotations = byPath[path]?.take(above: rule.location.row) ?? []
    }
  }

  /// The annotations of one path.
  private struct Group {
    private var document: [Annotations] = []
    private var rule: [Annotations] = []
    private var taken = 0

    mutating func add(_ value: Annotations) {
      if value.scope == "document" { document.append(value) } else { rule.append(value) }
    }

    /// Those of a rule at a row.
    mutating func take(above row: Int) -> [Annotations] {
      let first = taken
      while taken < rule.count, rule[taken].location.row < row { taken += 1 }
      return document + rule[first..<taken]
    }
  }

  /// The rule's reference up to its first variable.
  private static func path(_ rule: Rule) -> String {
    let steps = rule.head.reference
    return Term.path(Array(steps.prefix(1) + steps.dropFirst().prefix(while: \.isGround)))
  }
}
