/// Which rules a rule refers to.
///
/// A reference that ends above rules, or has variables in it, may reach many rules: those edges lead to nodes that
/// stand for all rules below a place in the tree, so that the graph stays small.
final class DependencyGraph {
  /// Vertices below this number are the rules of `rules`; the others stand for parts of the tree.
  let rules: [Rule]
  private let tree: RuleTree
  private var indices: [ObjectIdentifier: Int] = [:]
  private(set) var edges: [[Int]]
  private var subtrees: [ObjectIdentifier: Int] = [:]
  private var patterns: [Pattern: Int] = [:]
  /// The nodes whose edges are still to be made.
  private var newSubtrees: [RuleTree.Node] = []

  /// The rest of a reference below a node; nil keys are dynamic.
  private struct Pattern: Hashable {
    let node: ObjectIdentifier
    let keys: [RuleTree.Key?]
  }

  init(_ unit: Compilation) {
    rules = unit.entries.map(\.rule)
    tree = unit.tree
    edges = Array(repeating: [], count: rules.count)
    for (index, rule) in rules.enumerated() { indices[ObjectIdentifier(rule)] = index }
    for (index, rule) in rules.enumerated() {
      var targets: [Int] = []
      visitReferences(of: rule) { targets += self.targets(of: $0) }
      edges[index] = unique(targets)
    }
    while let node = newSubtrees.popLast() { expand(node) }
  }

  func isRule(_ vertex: Int) -> Bool { vertex < rules.count }

  private func unique(_ targets: [Int]) -> [Int] {
    var seen: Set<Int> = []
    return targets.filter { seen.insert($0).inserted }
  }

  private func visitReferences(of rule: Rule, _ visit: ([Term]) -> Void) {
    withoutActuallyEscaping(visit) { visit in
      var visitor = SyntaxVisitor()
      visitor.visitTerm = { term in
        if case .reference(let path) = term.node, term.isReference(under: "data") { visit(path) }
        return true
      }
      visitor.visitRule(rule)
    }
  }

  /// The vertices that a reference may reach.
  private func targets(of path: [Term]) -> [Int] {
    var found: [Int] = []
    var node = tree.root
    for (position, term) in path.enumerated() {
      if position > 0, !term.isScalar { return found + [pattern(path[position...], below: node)] }
      guard let child = node.child(term) else { return found }
      found += vertices(of: child.rules)
      node = child
    }
    return found + [subtree(node)]
  }

  /// What the rest of a reference, which starts with a dynamic term, may reach below a node. Many rules may ask for the
  /// same: the answer is a vertex.
  private func pattern(_ rest: ArraySlice<Term>, below node: RuleTree.Node) -> Int {
    if rest.count == 1 { return subtree(node) }
    let keys = rest.map { RuleTree.Key($0) }
    let pattern = Pattern(node: ObjectIdentifier(node), keys: keys)
    if let known = patterns[pattern] { return known }
    let vertex = edges.count
    patterns[pattern] = vertex
    edges.append([])
    var found: [Int] = []
    var waiting = [(node: node, position: 0)]
    while let (node, position) = waiting.popLast() {
      guard position < keys.count else {
        found.append(subtree(node))
        continue
      }
      let next = keys[position].map { key in node.children[key].map { [$0] } ?? [] } ?? node.ordered
      for child in next {
        found += vertices(of: child.rules)
        waiting.append((child, position + 1))
      }
    }
    edges[vertex] = unique(found)
    return vertex
  }

  private func vertices(of rules: [Rule]) -> [Int] {
    var found: [Int] = []
    for first in rules {
      var next: Rule? = first
      while let rule = next {
        found.append(indices[ObjectIdentifier(rule)]!)
        next = rule.elseRule
      }
    }
    return found
  }

  private func subtree(_ node: RuleTree.Node) -> Int {
    if let known = subtrees[ObjectIdentifier(node)] { return known }
    let vertex = edges.count
    subtrees[ObjectIdentifier(node)] = vertex
    edges.append([])
    newSubtrees.append(node)
    return vertex
  }

  private func expand(_ node: RuleTree.Node) {
    let vertex = subtrees[ObjectIdentifier(node)]!
    edges[vertex] = vertices(of: node.rules) + node.ordered.map(subtree)
  }
}
