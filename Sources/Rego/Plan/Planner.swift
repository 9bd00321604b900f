/// Turns checked rules and queries into functions for the machine.
///
/// Bodies become nested loops: every expression that fails jumps to `failLabel`, which is the next round of the
/// innermost iteration around it, or the end of the body. Variables are bound at compile time, because bodies arrive in
/// an order in which each expression's inputs are known; so there is no unification left at run time, only matching.
final class Planner {
  var tree: DocumentTree
  let symbols: SymbolTable
  let registry: BuiltinRegistry
  private(set) var builtinList: [Builtin]
  private var builtinIndex: [String: Int] = [:]
  var functions: [FunctionBuilder]
  /// Whether a call names a built-in that may wait.
  private(set) var mayWait = false
  /// Partial documents that somebody asks for by that many keys, whose functions are not planned yet.
  private var keyedWaiting: [(node: Int, count: Int)] = []
  /// What should not have passed the checks.
  var findings: [Diagnostic] = []

  // The function being planned.
  var builder = FunctionBuilder(name: "")
  var variables: [String: Operand] = [:]
  var failLabel = Label()
  /// Constant paths under `input` and `data` whose value is in a register already, at this point of the code.
  var knownPaths: [String: Operand] = [:]

  init(
    tree: DocumentTree, symbols: SymbolTable, registry: BuiltinRegistry, functions: [FunctionBuilder],
    builtins: [Builtin]
  ) {
    self.tree = tree
    self.symbols = symbols
    self.registry = registry
    self.functions = functions
    builtinList = builtins
    for (index, builtin) in builtins.enumerated() { builtinIndex[builtin.name] = index }
  }

  /// Plans every rule of the tree.
  func planRules() {
    for index in tree.nodes.indices {
      switch tree[index].kind {
      case .interior: continue
      case .complete, .partial, .function:
        tree[index].function = functions.count
        functions.append(FunctionBuilder(name: ""))
      }
    }
    var index = 0
    while index < tree.nodes.count {
      if tree[index].function >= 0 { planNode(index) }
      index += 1
    }
    planKeyed()
  }

  // MARK: Single keys of partial documents

  /// Keys beyond these are looked up in what the first ones give.
  static let keysMax = 4

  /// Sees to it that a partial document can be evaluated for its first `count` keys alone.
  func requestKeyed(_ node: Int, count: Int) {
    while tree[node].keyed.count < count { tree[node].keyed.append(-1) }
    guard tree[node].keyed[count - 1] < 0 else { return }
    tree[node].keyed[count - 1] = functions.count
    functions.append(FunctionBuilder(name: ""))
    keyedWaiting.append((node, count))
  }

  /// The same for all that variable brackets may lead to.
  func requestKeyed(below node: Int) {
    if case .partial = tree[node].kind { return requestKeyed(node, count: 1) }
    for child in tree[node].children.values.sorted() { requestKeyed(below: child) }
  }

  /// Plans what was asked for; that may ask for more.
  func planKeyed() {
    while let next = keyedWaiting.popLast() { planKeyed(next.node, count: next.count) }
  }

  /// The function's code, once the caller has emitted everything.
  func finish(_ function: Int, at location: Location) {
    if builder.isTooLarge {
      findings.append(
        Diagnostic(.compile, "rule `\(builder.name)` is too large: split it into several rules", at: location))
    }
    functions[function] = builder
  }

  func begin(_ name: String) {
    builder = FunctionBuilder(name: name)
    variables = [:]
    knownPaths = [:]
    failLabel = Label()
  }

  /// Notes that a built-in is called, or stands in for another function.
  func use(ofBuiltin number: Int) { if builtinList[number].mayWait { mayWait = true } }

  func builtinNumber(_ name: String) -> Int? {
    if let known = builtinIndex[name] { return known }
    guard let builtin = registry.byName[name] else { return nil }
    builtinList.append(builtin)
    builtinIndex[name] = builtinList.count - 1
    return builtinList.count - 1
  }

  /// `data.a.b` of a node.
  func path(of node: Int) -> String {
    var parts: [String] = []
    var current = node
    while tree[current].parent >= 0 {
      parts.append(tree[current].key.string ?? "?")
      current = tree[current].parent
    }
    return (["data"] + parts.reversed()).joined(separator: ".")
  }

  /// Runs `plan` as code of its own: what it binds and learns is forgotten afterwards, and its failures lead to `end`.
  func closure(failingTo end: Label, _ plan: () -> Void) {
    let saved = (variables, knownPaths, failLabel)
    failLabel = end
    plan()
    (variables, knownPaths, failLabel) = saved
  }

  func isBound(_ name: String) -> Bool { variables[name] != nil || name == "input" || name == "data" }

  /// Reports what the checks should have found; the code is never run then.
  func refuse(_ message: String, _ location: Location, code: Diagnostic.Code = .compile) -> Operand {
    findings.append(Diagnostic(code, message, at: location))
    return builder.constant(.null)
  }
}
