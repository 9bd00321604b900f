/// All rules by their path under `data`, as far as the path is constant.
///
/// Immutable once the stages have run.
final class RuleTree: @unchecked Sendable {
  enum Key: Hashable {
    case string(String)
    /// The digits of an integer; other numbers as written.
    case number(String)
    case boolean(Bool)
    case null
    /// A root: `data`.
    case root(String)

    init?(_ term: Term) {
      switch term.node {
      case .string(let text): self = .string(text)
      case .number(let text): self = .number(Int64(text).map(String.init) ?? text)
      case .boolean(let flag): self = .boolean(flag)
      case .null: self = .null
      case .variable(let name): if Term.isRoot(name) { self = .root(name) } else { return nil }
      default: return nil
      }
    }
  }

  final class Node {
    let key: Key
    /// Without those that hang on others by `else`.
    fileprivate(set) var rules: [Rule] = []
    fileprivate(set) var children: [Key: Node] = [:]
    /// The children in the order in which they came.
    fileprivate(set) var ordered: [Node] = []

    fileprivate init(_ key: Key) { self.key = key }

    func child(_ term: Term) -> Node? { Key(term).flatMap { children[$0] } }

    fileprivate func child(making key: Key) -> Node {
      if let known = children[key] { return known }
      let made = Node(key)
      children[key] = made
      ordered.append(made)
      return made
    }

    /// Visits this node and those below, parents first, until `visit` returns false for a node: what is below it is
    /// left out.
    func depthFirst(_ visit: (Node) -> Bool) {
      var waiting = [self]
      while let node = waiting.popLast() {
        if visit(node) { waiting += node.ordered.reversed() }
      }
    }
  }

  let root = Node(.null)

  init(_ modules: [Module]) {
    for module in modules {
      if module.rules.isEmpty { _ = add(module.package, count: module.package.count) }
      for rule in module.rules {
        let path = rule.head.reference
        add(path, count: Term.groundPrefixCount(path)).rules.append(rule)
      }
    }
  }

  private func add(_ path: [Term], count: Int) -> Node {
    path.prefix(count).reduce(root) { node, term in node.child(making: Key(term) ?? .null) }
  }

  /// The node at exactly this path.
  func find(_ path: some Collection<Term>) -> Node? {
    var node = root
    for term in path {
      guard let next = node.child(term) else { return nil }
      node = next
    }
    return node
  }

  /// The rules at exactly this path.
  func rules(at path: [Term]) -> [Rule] { find(path)?.rules ?? [] }
}
