/// Stage: rules that cannot stand beside each other, or beside base documents and packages.
struct RuleConflicts {
  private let unit: Compilation

  static func run(_ unit: Compilation, data: Value) {
    let stage = RuleConflicts(unit: unit)
    unit.tree.root.depthFirst { node in
      !unit.findings.isFull && (node.rules.isEmpty || !stage.checkRules(node))
    }
    if let root = unit.tree.root.children[.root("data")] {
      for child in root.ordered { stage.checkData(child, [], data) }
    }
    stage.checkPackages()
  }

  /// True when the rules of one path are in conflict.
  private func checkRules(_ node: RuleTree.Node) -> Bool {
    let first = node.rules[0]
    let name = nodeName(node.rules[node.rules.count - 1])
    let defaults = node.rules.filter(\.isDefault)
    let isGround = node.rules.map { Term.groundPrefixCount($0.head.reference) == $0.head.reference.count }
    if isGround.contains(true) {
      let inside = rulesInside(node)
      if !inside.isEmpty {
        unit.report(.type, "rule \(name) conflicts with [\(inside.joined(separator: " "))]", at: first.location)
        return true
      }
    }
    let isMember = node.rules.map { $0.head.key != nil && $0.head.value == nil }
    let complete = zip(isMember, isGround).filter { !$0 && $1 }.count
    let arities = Set(node.rules.map { $0.head.arguments?.count ?? 0 })
    if Set(isMember).count > 1 || arities.count > 1 || (complete > 0 && complete < node.rules.count) {
      unit.report(.type, "conflicting rules \(name) found", at: first.location)
      return true
    }
    if defaults.count > 1 {
      let places = defaults.map { "\($0.location.file):\($0.location.row)" }.joined(separator: ", ")
      let package = unit.entries.first { $0.rule === defaults[0] }.map { unit.modules[$0.module].packageLocation }
      unit.report(.type, "multiple default rules \(name) found at \(places)", at: package ?? .none)
      return true
    }
    return false
  }

  private func nodeName(_ rule: Rule) -> String {
    let path = rule.head.reference.map { term in
      if case .variable(let name) = term.node {
        Term(.variable(unit.locals.written(name)), at: term.location)
      } else {
        term
      }
    }
    return Term.path(path)
  }

  /// The shortest references of the rules below a node, in term order.
  private func rulesInside(_ node: RuleTree.Node) -> [String] {
    var references: [[Term]] = []
    for child in node.ordered {
      child.depthFirst { below in
        references += below.rules.map(\.head.reference)
        return true
      }
    }
    let sorted = references.map { Term(.reference($0), at: .none) }.sorted { TermOrder.compare($0, $1) < 0 }
    var kept: [Term] = []
    // What a reference is a prefix of comes right after it.
    for term in sorted where !(kept.last.map { RuleConflicts.isPrefix($0.path, of: term.path) } ?? false) {
      kept.append(term)
    }
    return kept.map(\.description)
  }

  private static func isPrefix(_ prefix: [Term], of path: [Term]) -> Bool {
    prefix.count <= path.count && zip(prefix, path).allSatisfy { TermOrder.compare($0, $1) == 0 }
  }

  // MARK: Base documents

  private func checkData(_ node: RuleTree.Node, _ above: [String], _ data: Value) {
    guard case .string(let key) = node.key else { return }
    let path = above + [key]
    if let rule = node.rules.first {
      if RuleConflicts.exists(path, data) {
        unit.report(
          .compile, "conflicting rule for data path \(path.joined(separator: "/")) found", at: rule.location)
        return
      }
    }
    for child in node.ordered { checkData(child, path, data) }
  }

  /// Whether the path, or something on the way that is no object, is there.
  private static func exists(_ path: [String], _ data: Value) -> Bool {
    var value = data
    for key in path {
      if value.isUndefined { return false }
      guard value.kind == .object else { return true }
      value = value[key]
    }
    return !value.isUndefined
  }

  // MARK: Packages

  private func checkPackages() {
    var byPackage: [String: [Int]] = [:]
    for (index, module) in unit.modules.enumerated() {
      byPackage[Term.path(module.package), default: []].append(index)
    }
    for module in unit.modules {
      for rule in module.rules {
        let reference = rule.head.reference
        guard Term.groundPrefixCount(reference) == reference.count,
          let others = byPackage[Term.path(reference)]
        else { continue }
        for other in others {
          let package = RuleConflicts.relative(unit.modules[other].package.dropFirst())
          let name = RuleConflicts.relative(reference.dropFirst(module.package.count))
          unit.report(
            .type,
            "package \(package) conflicts with rule \(name) defined at \(rule.location.file):\(rule.location.row)",
            at: module.packageLocation)
        }
      }
    }
  }

  /// A path whose head is a plain name, as it is written.
  private static func relative(_ path: ArraySlice<Term>) -> String {
    guard case .string(let name)? = path.first?.node else { return Term.path(Array(path)) }
    return Term.path([Term(.variable(name), at: .none)] + path.dropFirst())
  }
}
