/// What a traced evaluation reads: the checked rules instead of the planned ones.
final class TraceSource: @unchecked Sendable {
  let checked: CheckedProgram
  /// The document under `data`, in the snapshot's arena.
  let base: Value
  let builtins: BuiltinRegistry
  /// How many parts the package of a rule has, `data` included.
  private let packageCounts: [ObjectIdentifier: Int]

  init(_ checked: CheckedProgram, base: Value, builtins: BuiltinRegistry) {
    self.checked = checked
    self.base = base
    self.builtins = builtins
    var counts: [ObjectIdentifier: Int] = [:]
    for module in checked.modules {
      for rule in module.rules {
        var next: Rule? = rule
        while let current = next {
          counts[ObjectIdentifier(current)] = module.package.count
          next = current.elseRule
        }
      }
    }
    packageCounts = counts
  }

  /// Whether a rule counts as one that gives a whole document. `p["a"] := 1` does not, in the reference's eyes.
  func isComplete(_ rule: Rule) -> Bool {
    guard rule.head.key == nil, rule.head.hasConstantPath else { return false }
    return rule.head.reference.count - (packageCounts[ObjectIdentifier(rule)] ?? 0) != 2 || rule.head.arguments != nil
  }

  func isVirtual(_ path: [Term]) -> Bool {
    guard path[0].isVariable("data") else { return false }
    var node = checked.tree.root
    for part in path {
      guard let child = node.child(part) else { return false }
      if !child.rules.isEmpty { return true }
      node = child
    }
    return true
  }

  /// `data.a["b c"]`.
  func text(of path: [Value]) -> String {
    Term.path(
      [Term(.variable("data"), at: .none)]
        + path.map { key in
          switch key.kind {
          case .string: Term(.string(key.string ?? ""), at: .none)
          case .number: Term(.number(key.numberText ?? ""), at: .none)
          case .boolean: Term(.boolean(key.isTrue), at: .none)
          default: Term(.null, at: .none)
          }
        })
  }
}

/// A query as a traced evaluation reads it.
struct TraceQuery: Sendable {
  let source: TraceSource
  let query: CheckedQuery
  /// Whether its result is the value of its only expression, not rows.
  let isPath: Bool

  /// The query `data.<path>`.
  init(_ source: TraceSource, path: [String]) {
    self.source = source
    let text = SourceText(name: "", text: "")
    let place = Location(source: text, offset: 0, length: 0, row: 1, column: 1)
    let parts = [Term(.variable("data"), at: place)] + path.map { Term(.string($0), at: place) }
    let expression = Expression(.term(Term(.reference(parts), at: place)), at: place)
    query = CheckedQuery(body: [expression], bindings: [], expressions: [(index: 0, location: place)])
    isPath = true
  }

  init(_ source: TraceSource, _ query: CheckedQuery) {
    self.source = source
    self.query = query
    isPath = false
  }

  /// The body with variables that take the expressions' values, and those variables by expression.
  func capturing() -> (body: Body, variables: [String?]) {
    var body: Body = []
    var variables: [Int: String] = [:]
    let table = FunctionTable(builtins: source.builtins, tree: source.checked.tree)
    let checks = query.expressions.count > 1 || query.body.contains { $0.iterates }
    for (index, expression) in query.body.enumerated() {
      guard query.expressions.contains(where: { $0.index == index }),
        let captured = TraceQuery.capture(expression, "$capture\(index)", table)
      else {
        body.append(expression)
        continue
      }
      body.append(captured)
      variables[index] = "$capture\(index)"
      guard checks else { continue }
      var check = Expression(
        .term(Term(.variable("$capture\(index)"), at: expression.location)), at: expression.location)
      check.isGenerated = true
      body.append(check)
    }
    return (body, query.expressions.map { variables[$0.index] })
  }

  /// The expression with a variable for its value; nil when it has none but true.
  private static func capture(_ expression: Expression, _ name: String, _ table: FunctionTable) -> Expression? {
    if expression.isNegated { return nil }
    let variable = Term(.variable(name), at: expression.location)
    var captured = expression
    switch expression.node {
    case .term(let term):
      captured.node = .call(Term(.variable("eq"), at: expression.location), [term, variable])
    case .call(let operation, let arguments):
      guard operation.builtinName != "eq", table.arity(of: operation) == arguments.count,
        operation.builtinName.map({ !FunctionTable.void.contains($0) }) ?? true
      else { return nil }
      captured.node = .call(operation, arguments + [variable])
    default: return nil
    }
    return captured
  }
}
