import Rego

/// Mappers whose PORC is undefined for requests without a token.
struct UndefinedWithoutToken: RegoRule {
  let id = "undefined-without-token"
  let category = LintCategory.mappers
  let severity = LintFinding.Severity.warning
  let summary = "A PORC that hangs on the token is undefined without one: the request is denied before any policy."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard module.isMapper, module.isPackage("mapper") else { return }
    var search = TokenSearch(module)
    guard let failing = search.failure(ofRule: "porc") else { return }
    report(
      finding(
        "without a token `\(failing)` is undefined, and so is `porc`: the request is denied before any policy",
        at: failing.location, in: module,
        remedy: "give what hangs on it a default, such as `default principal := {}`, or ask by `object.get`"))
  }
}

/// Finds what of a request without a token leaves a rule undefined.
private struct TokenSearch {
  private let module: LintedModule
  /// What is known of rules; nil for those that are defined without a token, or under way.
  private var known: [String: Term?] = [:]

  /// Steps that only a request with a token has.
  private static let steps: Set<String> = ["authorization", "Authorization", "envoy.filters.http.jwt_authn"]

  init(_ module: LintedModule) { self.module = module }

  /// The reference that fails, where all definitions of a rule hang on the token.
  mutating func failure(ofRule name: String) -> Term? {
    if let known = known[name] { return known }
    known[name] = .some(nil)
    let sites = module.index.sites(named: name)
    if sites.isEmpty || sites.contains(where: { $0.rule.isDefault || $0.rule.head.key != nil }) { return nil }
    if sites.contains(where: { $0.rule.head.reference.count > 1 }) { return nil }
    var first: Term?
    for site in sites {
      guard let failing = failure(of: site.rule) else { return nil }
      first = first ?? failing
    }
    known[name] = .some(first)
    return first
  }

  private mutating func failure(of rule: Rule) -> Term? {
    for expression in rule.body where !expression.isNegated {
      if let failing = failure(in: expression) { return failing }
    }
    return rule.head.value.flatMap { failure(in: $0) }
  }

  private mutating func failure(in expression: Expression) -> Term? {
    switch expression.node {
    case .term(let term): return failure(in: term)
    case .call(let function, let arguments): return failure(ofCall: function, arguments)
    case .some(let terms): return terms.count == 1 ? failure(in: terms[0]) : nil
    case .every(let every): return failure(in: every.domain)
    }
  }

  private mutating func failure(in terms: some Sequence<Term>) -> Term? {
    for term in terms {
      if let failing = failure(in: term) { return failing }
    }
    return nil
  }

  private mutating func failure(ofCall function: Term, _ arguments: [Term]) -> Term? {
    if let failing = failure(in: arguments) { return failing }
    guard let name = function.variableName, module.index.sitesByName[name] != nil else { return nil }
    return failure(ofRule: name)
  }

  private mutating func failure(in term: Term) -> Term? {
    switch term.node {
    case .null, .boolean, .number, .string, .template: return nil
    // They are empty then.
    case .arrayComprehension, .setComprehension, .objectComprehension: return nil
    case .variable(let name): return module.index.sitesByName[name] == nil ? nil : failure(ofRule: name)
    case .reference(let steps):
      if steps.dropFirst().contains(where: { $0.stringValue.map(Self.steps.contains) ?? false }) { return term }
      return failure(in: steps)
    case .array(let items), .set(let items): return failure(in: items)
    case .object(let items): return failure(in: items.flatMap { [$0.key, $0.value] })
    case .call(let function, let arguments): return failure(ofCall: function, arguments)
    }
  }
}
