/// The tree of everything under `data` as the policies see it: packages, rules, and the base documents beside them.
///
/// A node exists for each package, each rule's constant path, and each constant path that a reference or a `with`
/// names. Nodes are numbered; the machine knows them by index.
struct DocumentTree: Sendable {
  enum Kind: Sendable {
    /// A package or a base document.
    case interior
    /// One value, from complete rules.
    case complete
    /// An object or a set put together from rules with variable references, and all rules below.
    case partial
    case function(arity: Int)
  }

  struct RuleEntry: Sendable {
    let rule: Rule
    /// The parts of the head's reference below the node.
    let suffix: [Term]
  }

  struct Node: Sendable {
    let parent: Int
    let key: Value
    var children: [Value: Int] = [:]
    var kind = Kind.interior
    var rules: [RuleEntry] = []
    /// Whether a rule that is a document (not a function) is here or below.
    var hasRules = false
    /// The base document here, or undefined.
    var base: Value
    /// A module's package: an object even without rules.
    var isPackage = false
    /// The function that evaluates the rules, once there is one.
    var function = -1
    /// By how many keys they take, from one on: the functions that evaluate it for keys alone, or -1.
    var keyed: [Int] = []

    /// The longest path of keys that its rules' heads give.
    var keyCountMax: Int {
      rules.map { $0.suffix.count + ($0.rule.head.key == nil ? 0 : 1) }.max() ?? 0
    }
  }

  private(set) var nodes: [Node]

  /// - Parameter base: the document under `data`, in the snapshot's arena.
  init(base: Value) {
    nodes = [Node(parent: -1, key: .undefined, base: base)]
  }

  static let root = 0

  subscript(index: Int) -> Node {
    get { nodes[index] }
    set { nodes[index] = newValue }
  }

  func child(_ node: Int, _ key: Value) -> Int? { nodes[node].children[key] }

  /// The child under `key`, made when it is not there.
  mutating func makeChild(_ node: Int, _ key: Value) -> Int {
    if let found = nodes[node].children[key] { return found }
    let parentBase = nodes[node].base
    let base = parentBase.tag == .object ? parentBase.member(key) : .undefined
    nodes.append(Node(parent: node, key: key, base: base))
    nodes[node].children[key] = nodes.count - 1
    return nodes.count - 1
  }

  mutating func markPackage(_ node: Int) { nodes[node].isPackage = true }

  /// Adds a rule by the constant beginning of its absolute reference.
  mutating func add(_ rule: Rule, symbols: SymbolTable) {
    var node = DocumentTree.root
    var rest = rule.head.reference[...].dropFirst()
    while let part = rest.first, case .string(let key) = part.node {
      node = makeChild(node, symbols.intern(key))
      rest = rest.dropFirst()
    }
    nodes[node].rules.append(RuleEntry(rule: rule, suffix: Array(rest)))
  }

  /// Decides what each node is, once all rules are in.
  mutating func settle() {
    settle(DocumentTree.root)
  }

  @discardableResult
  private mutating func settle(_ index: Int) -> Bool {
    let rules = nodes[index].rules
    if let arguments = rules.first?.rule.head.arguments {
      nodes[index].kind = .function(arity: arguments.count)
      // The packages-like parts of `p.q.f(x)` are documents, empty ones.
      return nodes[index].parent >= 0 && !nodes[nodes[index].parent].isPackage
    }
    if rules.contains(where: { !$0.suffix.isEmpty || $0.rule.head.key != nil }) {
      nodes[index].kind = .partial
      nodes[index].rules = rules + absorbRules(below: index, path: [])
      nodes[index].hasRules = true
      return true
    }
    if !rules.isEmpty {
      nodes[index].kind = .complete
      nodes[index].hasRules = true
      return true
    }
    var hasRules = nodes[index].isPackage
    for child in nodes[index].children.values where settle(child) { hasRules = true }
    nodes[index].hasRules = hasRules
    return hasRules
  }

  /// The rules of the nodes below a partial document, as rules of it; functions stay where they are.
  private mutating func absorbRules(below index: Int, path: [Term]) -> [RuleEntry] {
    var absorbed: [RuleEntry] = []
    for (key, child) in nodes[index].children.sorted(by: { $0.key < $1.key }) {
      let step = path + [Term(.string(key.string ?? ""), at: .none)]
      if let arguments = nodes[child].rules.first?.rule.head.arguments {
        nodes[child].kind = .function(arity: arguments.count)
        continue
      }
      absorbed += nodes[child].rules.map { RuleEntry(rule: $0.rule, suffix: step + $0.suffix) }
      nodes[child].rules = []
      absorbed += absorbRules(below: child, path: step)
    }
    return absorbed
  }
}
