/// Stage: gives every declared variable a name of its own. `:=` and `some … in` become `eq` expressions, plain `some`
/// goes away.
struct LocalVariables: SyntaxRewriter {
  private(set) var scopes: LocalScopes
  private(set) var locals: LocalNames
  private(set) var findings: [Diagnostic] = []
  let isStrict: Bool

  init(scopes: LocalScopes = LocalScopes(), locals: LocalNames, isStrict: Bool) {
    self.scopes = scopes
    self.locals = locals
    self.isStrict = isStrict
  }

  /// Rewrites the body of a query or a rule in the scopes given, and hands back the names.
  /// - Parameter used: variables that are used outside of the body, in a head.
  static func rewrite(
    _ body: inout Body, used: Set<String>, scopes: inout LocalScopes, locals: inout LocalNames, isStrict: Bool
  ) -> [Diagnostic] {
    var stage = LocalVariables(scopes: scopes, locals: locals, isStrict: isStrict)
    // The stage alone holds the names now: else its first change would copy all of them, for every rule.
    locals = LocalNames()
    stage.rewrite(&body, used: used)
    scopes = stage.scopes
    locals = stage.locals
    return stage.findings
  }

  // MARK: Declaring

  private mutating func report(_ message: String, at location: Location) {
    findings.append(Diagnostic(.compile, message, at: location))
  }

  /// A new name for a declared variable, or what speaks against it.
  private mutating func declare(_ written: String, _ occurrence: LocalScopes.Occurrence) -> (String?, String?) {
    if let objection = scopes.objection(toDeclaring: written) { return (nil, objection) }
    let name = locals.make()
    locals.written[name] = written
    scopes.insert(written, as: name, occurrence)
    return (name, nil)
  }

  // MARK: Bodies

  mutating func rewrite(_ body: inout Body) { rewrite(&body, used: []) }

  mutating func rewrite(_ body: inout Body, used: Set<String>) {
    let written = body
    var rewritten: [Expression?] = []
    for var expression in body { rewritten.append(rewriteStatement(&expression) ? expression : nil) }
    body = rewritten.compactMap { $0 }
    if body.isEmpty { body = [Expression(.term(Term(.boolean(true), at: .none)), at: .none)] }
    let report = UnusedVariables(written: written, rewritten: rewritten, body: body, used: used, scopes: scopes)
    if isStrict, findings.isEmpty { findings += report.assigned() }
    if findings.isEmpty { findings += report.declared() }
  }

  /// False when nothing is left of the expression.
  private mutating func rewriteStatement(_ expression: inout Expression) -> Bool {
    switch expression.node {
    case .call where expression.isAssignment: rewriteAssignment(&expression)
    case .some(let symbols): return rewriteSome(symbols, &expression)
    case .every(let every): return rewriteEvery(every, &expression)
    default: rewriteChildren(of: &expression)
    }
    return true
  }

  mutating func rewrite(_ expression: inout Expression) { rewriteChildren(of: &expression) }

  private mutating func rewriteAssignment(_ expression: inout Expression) {
    if expression.isNegated {
      report("cannot assign vars inside negated expression", at: expression.location)
      return
    }
    guard case .call(var operation, var operands) = expression.node, operands.count == 2 else { return }
    let before = findings.count
    rewrite(&operands[1])
    for index in expression.with.indices { rewrite(&expression.with[index].value) }
    rewriteTarget(&operands[0])
    if findings.count == before { operation.node = .variable("eq") }
    expression.node = .call(operation, operands)
  }

  /// The left side of `:=`: variables, arrays and objects of them.
  private mutating func rewriteTarget(_ term: inout Term) {
    switch term.node {
    case .variable(let name): assign(name, &term)
    case .array(var elements):
      for index in elements.indices { rewriteTarget(&elements[index]) }
      term.node = .array(elements)
    case .object(var items):
      for index in items.indices { rewriteTarget(&items[index].value) }
      term.node = .object(items)
    default:
      if let root = term.rootName {
        assign(root, &term)
      } else {
        report("cannot assign to \(term.kindName)", at: term.location)
      }
    }
  }

  private mutating func assign(_ written: String, _ term: inout Term) {
    let (name, objection) = declare(written, .assigned)
    if let name { term.node = .variable(name) }
    if let objection { report(objection, at: term.location) }
  }

  private mutating func rewriteSome(_ symbols: [Term], _ expression: inout Expression) -> Bool {
    // The place of a declaration is its keyword.
    var place = expression.location
    place.length = min(place.length, 4)
    for symbol in symbols {
      switch symbol.node {
      case .variable(let name):
        if let objection = declare(name, .declared).1 {
          report(objection, at: place)
          return false
        }
      case .call(_, let arguments) where arguments.count == 2 || arguments.count == 3:
        return rewriteMembership(arguments, &expression, place)
      default: break
      }
    }
    return false
  }

  /// `some k, v in xs` as `v = xs[k]`.
  private mutating func rewriteMembership(
    _ arguments: [Term], _ expression: inout Expression, _ place: Location
  ) -> Bool {
    let collection = arguments[arguments.count - 1]
    let value = arguments[arguments.count - 2]
    let key = arguments.count == 3 ? arguments[0] : Term(.variable(locals.make()), at: place)
    var path = [collection, key]
    if case .reference(let terms) = collection.node { path = terms + [key] }
    let member = Term(.reference(path), at: collection.location)
    expression.node = .call(Term(.variable("eq"), at: place), [value, member])
    // The functions of calls inside play no part in what the pattern binds.
    let outputs = OutputVariables(arity: { _ in nil }).outputs(of: expression, safe: collection.variables())
    for name in outputs.sorted() {
      if let objection = declare(name, .declared).1 {
        report(objection, at: place)
        return false
      }
    }
    rewriteChildren(of: &expression)
    return true
  }

  private mutating func rewriteEvery(_ written: Every, _ expression: inout Expression) -> Bool {
    var every = written
    rewrite(&every.domain)
    scopes.push()
    defer { scopes.pop() }
    if var key = every.key {
      guard declareIterator(&key) else { return false }
      every.key = key
    } else {
      every.key = Term(.variable(locals.make()), at: every.value.location)
    }
    guard declareIterator(&every.value) else { return false }
    rewrite(&every.body)
    // Once more: a domain may not name the key or the value that it is iterated with.
    rewrite(&every.domain)
    expression.node = .every(every)
    for index in expression.with.indices { rewrite(&expression.with[index]) }
    return true
  }

  private mutating func declareIterator(_ term: inout Term) -> Bool {
    guard case .variable(let written) = term.node, !LocalNames.isWildcard(written) else { return true }
    let (name, objection) = declare(written, .declared)
    if let name { term.node = .variable(name) }
    if let objection { report(objection, at: .none) }
    return objection == nil
  }

  // MARK: Terms

  mutating func rewrite(_ term: inout Term) {
    switch term.node {
    case .variable(let written):
      if let name = scopes.name(of: written) {
        term.node = .variable(name)
        scopes.noteUse(of: written)
      } else {
        scopes.insert(written, as: written, .seen)
      }
    case .reference: rewriteReference(&term)
    case .call(let operation, _):
      for written in operation.variables() where scopes.name(of: written).map({ $0 != written }) ?? false {
        report("called function \(operation) shadowed", at: term.location)
      }
      rewriteChildren(of: &term)
    case .arrayComprehension, .setComprehension, .objectComprehension: rewriteComprehension(&term)
    default: rewriteChildren(of: &term)
    }
  }

  private mutating func rewriteReference(_ term: inout Term) {
    guard let root = term.rootName else { return rewriteChildren(of: &term) }
    if let local = scopes.local(root), local.occurrence != .seen { term.node = .variable(local.name) }
  }

  private mutating func rewriteComprehension(_ term: inout Term) {
    scopes.push()
    defer { scopes.pop() }
    switch term.node {
    case .arrayComprehension(var head, var body):
      rewrite(&body, used: head.variables())
      rewrite(&head)
      term.node = .arrayComprehension(head, body)
    case .setComprehension(var head, var body):
      rewrite(&body, used: head.variables())
      rewrite(&head)
      term.node = .setComprehension(head, body)
    case .objectComprehension(var key, var value, var body):
      rewrite(&body, used: key.variables().union(value.variables()))
      rewrite(&key)
      rewrite(&value)
      term.node = .objectComprehension(key: key, value: value, body)
    default: return
    }
  }

  /// A shadowed `input` stays the input where it is replaced.
  private mutating func rewrite(_ with: inout WithModifier) {
    let written = with.target
    rewrite(&with.target)
    if let shadow = scopes.name(of: "input") {
      switch with.target.node {
      case .variable(shadow): with.target = written
      case .reference(var path):
        guard case .variable(shadow) = path[0].node else { break }
        path[0].node = .variable("input")
        with.target.node = .reference(path)
      default: break
      }
    }
    rewrite(&with.value)
  }

  mutating func rewriteChildren(of expression: inout Expression) {
    switch expression.node {
    case .term(var term):
      rewrite(&term)
      expression.node = .term(term)
    case .call(var operation, var arguments):
      rewrite(&operation)
      rewriteAll(&arguments)
      expression.node = .call(operation, arguments)
    case .some, .every: _ = rewriteStatement(&expression)
    }
    for index in expression.with.indices { rewrite(&expression.with[index]) }
  }
}
