extension Module {
  /// The paths below `data` of the functions that the module may call: a name without a package is one of its own
  /// package, or a built-in's.
  public var functionCalls: Set<[String]> {
    var paths: Set<[String]> = []
    let aliases = importedPaths
    let own = Self.names(package.dropFirst())
    func note(_ operation: Term) {
      let steps = operation.path
      guard case .variable(let head)? = steps.first?.node else { return }
      let rest = Self.names(steps.dropFirst())
      if head == "data" {
        paths.insert(rest)
      } else if let path = aliases[head] {
        paths.insert(path + rest)
      } else {
        paths.insert(own + [head] + rest)
      }
    }
    var visitor = SyntaxVisitor()
    visitor.visitTerm = { term in
      if case .call(let operation, _) = term.node { note(operation) }
      return true
    }
    visitor.visitExpression = { expression in
      if case .call(let operation, _) = expression.node { note(operation) }
      return true
    }
    for rule in rules {
      var next: Rule? = rule
      while let rule = next {
        visitor.visitHead(of: rule, reference: true)
        visitor.visit(rule.body)
        next = rule.elseRule
      }
    }
    return paths
  }

  /// What imports of data name, by the names that stand for it.
  private var importedPaths: [String: [String]] {
    var paths: [String: [String]] = [:]
    for entry in imports {
      let steps = entry.path.path
      guard case .variable("data")? = steps.first?.node else { continue }
      let names = Self.names(steps.dropFirst())
      if let name = entry.alias ?? names.last { paths[name] = names }
    }
    return paths
  }

  private static func names(_ steps: ArraySlice<Term>) -> [String] {
    steps.compactMap { if case .string(let name) = $0.node { name } else { nil } }
  }
}
