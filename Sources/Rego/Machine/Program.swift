/// Compiled policies: immutable, shared by all evaluators of a snapshot.
public final class Program: Sendable {
  let code: Code
  let tree: DocumentTree
  let compiler: Compiler
  private let functions: [FunctionBuilder]
  private let builtins: [Builtin]
  let checked: CheckedProgram
  /// Whether an evaluation may wait for something outside: a rule calls a built-in that does (``Builtin/mayWait``).
  /// Calls count wherever they stand, also in rules that no query needs.
  public let mayWait: Bool
  private let trace: TraceSource

  init(_ checked: CheckedProgram, compiler: Compiler, data: Value) throws(Diagnostics) {
    var tree = DocumentTree(
      base: data.isUndefined ? Program.emptyObject(compiler.symbols) : compiler.symbols.adopt(data))
    for module in checked.modules {
      for rule in module.rules { tree.add(rule, symbols: compiler.symbols) }
    }
    for module in checked.modules { Program.makePackage(module, in: &tree, compiler.symbols) }
    tree.settle()
    let planner = Planner(
      tree: tree, symbols: compiler.symbols, registry: compiler.builtins, functions: [], builtins: [])
    planner.planRules()
    if !planner.findings.isEmpty { throw Diagnostics(planner.findings) }
    self.checked = checked
    self.compiler = compiler
    self.tree = planner.tree
    trace = TraceSource(
      checked, base: planner.tree[DocumentTree.root].base, builtins: compiler.builtins)
    functions = planner.functions
    builtins = planner.builtinList
    mayWait = planner.mayWait
    code = Code(planner.functions, tree: planner.tree, builtins: planner.builtinList, symbols: compiler.symbols)
  }

  private static func emptyObject(_ symbols: SymbolTable) -> Value {
    ObjectBuilder(symbols.arena, capacity: 1).finish()
  }

  /// A package without rules is an empty object all the same.
  private static func makePackage(_ module: Module, in tree: inout DocumentTree, _ symbols: SymbolTable) {
    var node = DocumentTree.root
    for part in module.package.dropFirst() {
      guard case .string(let key) = part.node else { return }
      node = tree.makeChild(node, symbols.intern(key))
    }
    tree.markPackage(node)
  }

  /// A query for the document at `data.<path>`, such as `["authz", "allow"]`. A path without a rule is the base
  /// document there, or undefined when it is evaluated.
  public func prepare(path: [String]) -> PreparedQuery {
    var node = DocumentTree.root
    var rest = path[...]
    while let key = rest.first {
      var text = key
      let found = text.withUTF8 { bytes in compiler.symbols.find(bytes, hash: StringHash.of(bytes)) }
      guard let found, let child = tree.child(node, found) else { break }
      node = child
      rest = rest.dropFirst()
    }
    return PreparedQuery(
      code: code, target: .document(node: node, path: Array(rest)), mayWait: mayWait, bindings: [], expressions: [],
      trace: TraceQuery(trace, path: path))
  }

  /// A query in Rego text. Its result is an array of rows: the values of ``PreparedQuery/bindings``, then those of
  /// ``PreparedQuery/expressions``.
  /// - Parameters:
  ///   - query: the text, its name for diagnostics with it.
  ///   - version: of the language that it is written in.
  ///   - package: the package whose rules the query may call by their names, such as `["authz"]`.
  ///   - imports: what else it may name.
  public func prepare(
    query: SourceText, version: RegoVersion = .v1, package: [String] = [], imports: [Import] = []
  ) throws(Diagnostics) -> PreparedQuery {
    let body = try Parser.query(query, version: version, capabilities: compiler.capabilities)
    let path =
      package.isEmpty ? [] : [Term(.variable("data"), at: .none)] + package.map { Term(.string($0), at: .none) }
    let checkedQuery = try Checker(compiler).check(query: body, against: checked, package: path, imports: imports)
    let symbols = SymbolTable(parent: compiler.symbols)
    let planner = Planner(
      tree: tree, symbols: symbols, registry: compiler.builtins, functions: functions, builtins: builtins)
    let function = planner.planQuery(checkedQuery)
    if !planner.findings.isEmpty { throw Diagnostics(planner.findings) }
    let code = Code(planner.functions, tree: planner.tree, builtins: planner.builtinList, symbols: symbols)
    return PreparedQuery(
      code: code, target: .rows(function: function), mayWait: mayWait || planner.mayWait,
      bindings: checkedQuery.bindings.map(\.name), expressions: checkedQuery.expressions.map(\.location),
      trace: TraceQuery(trace, checkedQuery),
      declared: Set(checkedQuery.bindings.filter { LocalNames.isGenerated($0.variable) }.map(\.name)))
  }
}

/// A query that is ready to be evaluated, many times and from many threads, each with an ``Evaluator`` of its own.
public final class PreparedQuery: Sendable {
  enum Target: Sendable {
    case document(node: Int, path: [String])
    case rows(function: Int)
  }

  let code: Code
  let target: Target
  /// Whether an evaluation may wait for something outside.
  public let mayWait: Bool
  /// The variables whose values begin each row.
  public let bindings: [String]
  /// The expressions whose values end each row: where they stand in the query.
  public let expressions: [Location]
  /// Those of the bindings that `:=` or `some` declares.
  package let declared: Set<String>

  /// What an observed evaluation reads.
  let trace: TraceQuery

  init(
    code: Code, target: Target, mayWait: Bool, bindings: [String], expressions: [Location], trace: TraceQuery,
    declared: Set<String> = []
  ) {
    self.code = code
    self.target = target
    self.mayWait = mayWait
    self.bindings = bindings
    self.expressions = expressions
    self.trace = trace
    self.declared = declared
  }
}
