/// Imports, and the keywords that some of them bring.
extension SyntaxParser {
  func importStatement() -> Import? {
    guard token == .import else { return nil }
    let start = location
    guard stepToPath() else { return nil }
    guard let path = importPath() else { return nil }
    guard case .reference(let steps) = path.node, hasImportRoot(steps[0], at: path.location) else { return nil }
    var result = Import(path: path, alias: nil, at: start)
    if token == .as {
      guard let alias = importAlias() else { return nil }
      result.alias = alias
      return result
    }
    checkLastStep(steps)
    return result
  }

  /// Within a path all keywords are names, the imported ones too.
  private func importPath() -> Term? {
    let keywords = lexer.keywords
    lexer.keywords = []
    let term = term()
    lexer.keywords = keywords
    switch term?.node {
    case .variable: return term.map { Term(.reference([$0]), at: $0.location) }
    case .reference(let steps):
      for step in steps.dropFirst() {
        guard case .string = step.node else {
          error(step.location, "unexpected \(step.kindName) token: expecting string")
          return nil
        }
      }
      return term
    default:
      error(location, "expected path")
      return nil
    }
  }

  private func hasImportRoot(_ root: Term, at place: Location) -> Bool {
    for name in ["data", "future", "input", "rego"] where root.isVariable(name) { return true }
    hint("if this is unexpected, try updating OPA")
    error(place, "unexpected import path, must begin with one of: {data, future, input, rego}, got: \(root)")
    return false
  }

  private func importAlias() -> String? {
    scan()
    if token == .identifier, let term = term(), case .variable(let name) = term.node { return name }
    unexpected("expected var")
    return nil
  }

  private func checkLastStep(_ steps: [Term]) {
    let last = steps[steps.count - 1]
    let name: String
    switch last.node {
    case .variable(let text): name = text
    case .string(let text): name = text
    default: return
    }
    if steps.count > 1, steps[0].isVariable("future") { return }
    guard Keywords.isKeyword(name, in: version) else { return }
    error(last.location, "unexpected import path, must not end with a keyword, got: \(name)")
    hint("import a different path or use an alias")
  }

  // MARK: Keywords

  /// Makes the keywords known that an import brings.
  func activate(_ value: Import) {
    guard case .reference(let steps) = value.path.node else { return }
    if steps[0].isVariable("rego") { activateV1(value, steps) }
    if steps[0].isVariable("future") { activateFuture(value, steps) }
  }

  private func activateV1(_ value: Import, _ steps: [Term]) {
    guard features.hasRegoV1Import else {
      return error(value.path.location, "invalid import, `rego.v1` is not supported by current capabilities")
    }
    guard steps.count == 2, steps[1].isString("v1") else {
      return error(value.path.location, "invalid import `\(value.path)`, must be `rego.v1`")
    }
    guard version != .v1 else { return }
    guard value.alias == nil else { return error(value.path.location, "`rego` imports cannot be aliased") }
    lexer.keywords = .all
  }

  private func activateFuture(_ value: Import, _ steps: [Term]) {
    guard steps.count > 1, steps[1].isString("keywords") else {
      return error(value.path.location, "invalid import, must be `future.keywords`")
    }
    guard value.alias == nil else { return error(value.path.location, "`future` imports cannot be aliased") }
    guard steps.count == 3 else {
      lexer.keywords.formUnion(features.keywords)
      return
    }
    let known = FutureKeywords.byName.filter { features.keywords.contains($0.keyword) }
    for (name, keyword) in known where steps[2].isString(name) {
      lexer.keywords.formUnion(keyword.withImplied)
      return
    }
    let names = known.map(\.name).joined(separator: " ")
    error(value.path.location, "unexpected keyword, must be one of [\(names)]")
  }
}
