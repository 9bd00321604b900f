import Rego

/// The nodes of a module by kind, in the order of the text: found in one walk, looked through by most rules.
struct SyntaxIndex: Sendable {
  /// A rule, or an `else` of one.
  struct RuleSite: Sendable {
    let rule: Rule
    /// The index in the module of the rule that its chain of `else` begins with.
    let statement: Int
    let isElse: Bool
    /// A further body behind a rule's: its head is a copy.
    let isChained: Bool
    /// The first step of the head.
    let name: String
  }

  /// What a call is to its surroundings.
  enum CallRole: Sendable {
    /// A whole line of a body.
    case statement
    /// A whole line behind `not`.
    case negated
    /// The membership of `some … in …`.
    case some
    /// Part of a term.
    case operand
  }

  struct CallSite: Sendable {
    /// `count`, `io.jwt.decode`, `lib.f`; of infix operators the built-in; empty where the operator is computed.
    let name: String
    let function: Term
    let arguments: [Term]
    let location: Location
    let role: CallRole
    /// Index of the ``RuleSite``.
    let site: Int
  }

  struct ReferenceSite: Sendable {
    let steps: [Term]
    let location: Location
    let site: Int
  }

  struct BodySite: Sendable {
    enum Owner: Sendable {
      case rule
      /// Key and value, or the one term, of its head.
      case comprehension([Term], Location)
      case every
    }

    let body: Body
    let owner: Owner
    let site: Int
  }

  struct TermSite: Sendable {
    let term: Term
    let site: Int
  }

  fileprivate(set) var rules: [RuleSite] = []
  fileprivate(set) var calls: [CallSite] = []
  fileprivate(set) var references: [ReferenceSite] = []
  fileprivate(set) var bodies: [BodySite] = []
  /// Every string and template; strings that are steps of references are not among them.
  fileprivate(set) var strings: [TermSite] = []
  fileprivate(set) var objects: [TermSite] = []
  /// By statement and name, wildcards and names of called functions left out; with the heads of references.
  fileprivate(set) var variables: [[String: [Location]]] = []
  /// The indices of the calls of each rule site.
  fileprivate(set) var callRanges: [Range<Int>] = []
  /// Every name that occurs somewhere.
  fileprivate(set) var names: Set<String> = []
  /// The sites of a name, with `else`.
  fileprivate(set) var sitesByName: [String: [Int]] = [:]
  /// By the name under which they are used.
  fileprivate(set) var imports: [String: Import] = [:]

  init(_ module: Module) {
    variables = Array(repeating: [:], count: module.rules.count)
    for value in module.imports where imports[value.usedName] == nil { imports[value.usedName] = value }
    var walk = SyntaxWalk(self)
    for (statement, rule) in module.rules.enumerated() {
      var next: Rule? = rule
      while let current = next {
        walk.visit(current, statement: statement, isElse: current !== rule)
        next = current.elseRule
      }
    }
    self = walk.index
    for used in variables { names.formUnion(used.keys) }
  }

  /// The sites of a name, with `else`.
  func sites(named name: String) -> [RuleSite] { (sitesByName[name] ?? []).map { rules[$0] } }

  /// The rules of a name, `else` left out.
  func rules(named name: String) -> [Rule] { sites(named: name).filter { !$0.isElse }.map(\.rule) }

  /// The calls in one rule.
  func calls(in site: Int) -> ArraySlice<CallSite> { calls[callRanges[site]] }

  /// Where a name occurs in a rule with its `else`.
  func occurrences(of name: String, in site: Int) -> [Location] { variables[rules[site].statement][name] ?? [] }

  /// Whether a name is a variable of its rule: no rule, import or document.
  func isLocal(_ name: String) -> Bool {
    name != "input" && name != "data" && sitesByName[name] == nil && imports[name] == nil
  }
}

/// Fills an index.
private struct SyntaxWalk {
  var index: SyntaxIndex
  private var site = 0
  private var statement = 0

  init(_ index: SyntaxIndex) { self.index = index }

  mutating func visit(_ rule: Rule, statement: Int, isElse: Bool) {
    self.statement = statement
    site = index.rules.count
    var name = ""
    if case .variable(let text)? = rule.head.reference.first?.node { name = text }
    let isChained = !isElse && rule.location.offset == rule.head.location.offset && rule.location.startsWithBrace
    index.rules.append(
      SyntaxIndex.RuleSite(rule: rule, statement: statement, isElse: isElse, isChained: isChained, name: name))
    index.sitesByName[name, default: []].append(site)
    let firstCall = index.calls.count
    defer { index.callRanges.append(firstCall..<index.calls.count) }
    if isChained { nameHead(rule.head) }
    if !isElse, !isChained {
      visit(rule.head.reference.dropFirst())
      visit(rule.head.arguments ?? [])
      if let key = rule.head.key { visit(key) }
    }
    if !isChained, let value = rule.head.value, !rule.head.isValueGenerated { visit(value) }
    if !rule.isBodyGenerated, !rule.isDefault { visit(rule.body, .rule) }
  }

  /// Of a copied head only the names count.
  private mutating func nameHead(_ head: Head) {
    for term in head.reference.dropFirst() + (head.arguments ?? []) + [head.key, head.value].compactMap({ $0 }) {
      for name in term.variableNames { index.variables[statement][name, default: []].append(head.location) }
    }
  }

  private mutating func visit(_ body: Body, _ owner: SyntaxIndex.BodySite.Owner) {
    index.bodies.append(SyntaxIndex.BodySite(body: body, owner: owner, site: site))
    for expression in body { visit(expression) }
  }

  private mutating func visit(_ expression: Expression) {
    switch expression.node {
    case .term(let term): visit(term)
    case .call(let function, let arguments):
      add(function, arguments, expression.location, expression.isNegated ? .negated : .statement)
    case .some(let terms): visitSome(terms, expression.location)
    case .every(let every):
      if let key = every.key { visit(key) }
      visit(every.value)
      visit(every.domain)
      visit(every.body, .every)
    }
    for modifier in expression.with {
      visit(replaced: modifier.target)
      visit(replaced: modifier.value)
    }
  }

  /// What `with` names may be a function.
  private mutating func visit(replaced term: Term) {
    if let name = term.variableName, BuiltinNames.plain.contains(name) { visitHead(term) } else { visit(term) }
  }

  private mutating func visitSome(_ terms: [Term], _ location: Location) {
    if terms.count == 1, case .call(let function, let arguments) = terms[0].node {
      add(function, arguments, location, .some)
    } else {
      visit(terms)
    }
  }

  private mutating func add(_ function: Term, _ arguments: [Term], _ location: Location, _ role: SyntaxIndex.CallRole) {
    index.calls.append(
      SyntaxIndex.CallSite(
        name: function.builtinName ?? function.dottedName ?? "", function: function, arguments: arguments,
        location: location, role: role, site: site))
    // A function of an import uses the import.
    if case .reference(let steps) = function.node { visitHead(steps[0]) } else { visitHead(function) }
    visit(arguments)
  }

  private mutating func visitHead(_ term: Term) {
    if case .variable(let name) = term.node {
      guard index.imports[name] != nil else { return }
      index.variables[statement][name, default: []].append(term.location)
    } else {
      visit(term)
    }
  }

  private mutating func visit(_ terms: some Sequence<Term>) {
    for term in terms { visit(term) }
  }

  private mutating func visit(_ term: Term) {
    switch term.node {
    case .null, .boolean, .number: return
    case .string: index.strings.append(SyntaxIndex.TermSite(term: term, site: site))
    case .variable(let name):
      if !name.hasPrefix("$") { index.variables[statement][name, default: []].append(term.location) }
    case .reference(let steps): visit(reference: steps, term.location)
    case .array(let items), .set(let items): visit(items)
    case .object(let items): visit(object: items, term)
    case .call(let function, let arguments): add(function, arguments, term.location, .operand)
    case .arrayComprehension(let head, let body), .setComprehension(let head, let body):
      visit(head)
      visit(body, .comprehension([head], term.location))
    case .objectComprehension(let key, let value, let body):
      visit(key)
      visit(value)
      visit(body, .comprehension([key, value], term.location))
    case .template(let parts):
      index.strings.append(SyntaxIndex.TermSite(term: term, site: site))
      for case .expression(let expression) in parts { visit(expression) }
    }
  }

  private mutating func visit(reference steps: [Term], _ location: Location) {
    index.references.append(SyntaxIndex.ReferenceSite(steps: steps, location: location, site: site))
    visit(steps[0])
    for step in steps.dropFirst() {
      if case .string = step.node { continue }
      visit(step)
    }
  }

  private mutating func visit(object items: [ObjectItem], _ term: Term) {
    index.objects.append(SyntaxIndex.TermSite(term: term, site: site))
    for item in items {
      visit(item.key)
      visit(item.value)
    }
  }
}

extension Import {
  /// `future` and `rego` imports change the language; they bring no name.
  var isOfLanguage: Bool { path.path[0].isVariable("future") || path.path[0].isVariable("rego") }
}
