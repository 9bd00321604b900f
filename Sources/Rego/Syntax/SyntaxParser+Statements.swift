/// A text is a sequence of statements: packages, imports, rules, and bodies, which may turn out to be rules as well.
extension SyntaxParser {
  enum Statement {
    case package(PackageStatement)
    case `import`(Import)
    case rule(Rule)
    case body(Body)
    case annotations(Annotations)

    var location: Location {
      switch self {
      case .package(let package): package.location
      case .import(let value): value.location
      case .rule(let rule): rule.location
      case .body(let body): body[0].location
      case .annotations(let annotations): annotations.location
      }
    }
  }

  struct PackageStatement {
    var path: [Term]
    var location: Location
  }

  /// All statements up to the first one that is faulty.
  func statements(isQuery: Bool = false) -> [Statement] {
    var statements: [Statement] = []
    scan()
    while token != .endOfFile {
      parsedTerms.removeAll(keepingCapacity: true)
      guard let found = statement(isQuery: isQuery) else { break }
      statements += found
    }
    parsedTerms = []
    return statements
  }

  /// What the next tokens are is tried in turn; an error ends the search.
  private func statement(isQuery: Bool) -> [Statement]? {
    let saved = state
    if let package = package() { return [.package(package)] }
    if !state.errors.isEmpty { return nil }
    state = saved
    if let value = importStatement() {
      activate(value)
      return [.import(value)]
    }
    if !state.errors.isEmpty { return nil }
    state = saved
    if !isQuery {
      if let rules = rules() { return rules.map { .rule($0) } }
      if !state.errors.isEmpty { return nil }
      state = saved
    }
    return body(until: .endOfFile, isStatement: true).map { [.body($0)] }
  }

  /// Steps over `package` or `import` to the path. False when it starts a reference instead, or when no name follows,
  /// which is an error.
  func stepToPath() -> Bool {
    scanSpace()
    if token.continuesReference { return false }
    if token == .whitespace { scan() }
    if takeKeywordAsName() { return true }
    unexpected()
    return false
  }

  private func package() -> PackageStatement? {
    guard token == .package else { return nil }
    let start = location
    guard stepToPath() else { return nil }
    guard let term = term() else {
      if state.errors.isEmpty { error(location, "expected path") }
      return nil
    }
    switch term.node {
    case .variable(let name):
      return PackageStatement(path: dataPath([Term(.string(name), at: term.location)]), location: start)
    case .reference(let steps):
      guard let path = packagePath(steps) else { return nil }
      return PackageStatement(path: path, location: start)
    default:
      unexpected()
      return nil
    }
  }

  private func packagePath(_ steps: [Term]) -> [Term]? {
    guard case .variable(let first) = steps[0].node else {
      error(steps[0].location, "unexpected \(steps[0].kindName) token: expecting var")
      return nil
    }
    for step in steps.dropFirst() {
      guard case .string = step.node else {
        error(step.location, "unexpected \(step.kindName) token: expecting string")
        return nil
      }
    }
    return dataPath([Term(.string(first), at: steps[0].location)] + steps.dropFirst())
  }

  private func dataPath(_ steps: [Term]) -> [Term] {
    [Term(.variable("data"), at: steps[0].location)] + steps
  }
}
