import PolicyDomain
import Rego

/// Where a Rego text reads something.
struct RegoPlace: Sendable {
  let position: SourcePosition
  /// As messages name it: ``mapper `http` ``.
  let module: String
}

/// Finds what a Rego module reads of its input, in its syntax tree: through imports, rules, local variables, brackets,
/// `object.get`, and functions that are given a part of the input.
///
/// It follows names, it does not evaluate. What it cannot follow it leaves out.
struct AttributeReader {
  /// What a term stands for.
  enum Origin {
    case path(AttributePath)
    case text(String)
    case unknown
  }

  /// Variables with what they stand for.
  typealias Scope = [String: Origin]

  private let module: Module
  private let rules: [String: [Rule]]
  private let imports: [String: Origin]
  private var known: [String: Origin] = [:]
  private var open: Set<String> = []
  /// What is left to look at: functions that call functions may not take for ever.
  private var termsLeft: Int
  private var callDepth = 0
  /// The call that led into a function.
  private var caller: Location?
  private var found: [(path: AttributePath, location: Location)] = []
  private var seen: Set<AttributePath> = []

  /// Terms that are looked at beyond one for each byte.
  private static let termsMax = 200_000
  private static let callDepthMax = 6
  /// Rules that stand for rules take stack.
  private static let ruleDepthMax = 64
  private static let bodyPassesMax = 4

  /// What the module reads, each path once, where it is read first.
  static func reads(of module: Module) -> [(path: AttributePath, location: Location)] {
    var reader = AttributeReader(module)
    for rule in module.rules { reader.visit(rule: rule) }
    return reader.found
  }

  /// What the value of a rule stands for, with its members where it is written as an object.
  static func origin(ofRule name: String, _ member: String, in module: Module) -> [([String], AttributePath)] {
    var reader = AttributeReader(module)
    return (reader.rules[name] ?? []).flatMap { rule in
      let scope = reader.locals(rule.body, [:])
      return rule.head.value.map { reader.members($0, member, scope) } ?? []
    }
  }

  private init(_ module: Module) {
    self.module = module
    termsLeft = Self.termsMax + module.source.bytes.count
    var rules: [String: [Rule]] = [:]
    for rule in module.rules {
      var next: Rule? = rule
      while let current = next {
        if let name = current.head.reference.first?.variableName { rules[name, default: []].append(current) }
        next = current.elseRule
      }
    }
    self.rules = rules
    var imports: [String: Origin] = [:]
    for item in module.imports where item.path.path.first?.isVariable("input") == true {
      imports[item.usedName] = .path(
        AttributePath(item.path.path.dropFirst().map { $0.stringValue.map { .name($0) } ?? .any }))
    }
    self.imports = imports
  }

  // MARK: What terms stand for

  private mutating func origin(_ term: Term, _ scope: Scope) -> Origin {
    termsLeft -= 1
    guard termsLeft > 0 else { return .unknown }
    switch term.node {
    case .string(let text): return .text(text)
    case .variable(let name): return origin(name: name, scope)
    case .reference(let steps): return origin(reference: steps, scope)
    case .call(let function, let arguments): return origin(call: function, arguments, scope)
    default: return .unknown
    }
  }

  private mutating func origin(name: String, _ scope: Scope) -> Origin {
    if let local = scope[name] { return local }
    if name == "input" { return .path(AttributePath()) }
    if let value = imports[name] { return value }
    return origin(rule: name)
  }

  /// What a rule without arguments stands for: the first of its values that is followed.
  private mutating func origin(rule name: String) -> Origin {
    if let value = known[name] { return value }
    guard let rules = rules[name], open.count < Self.ruleDepthMax, open.insert(name).inserted else { return .unknown }
    defer { open.remove(name) }
    var result = Origin.unknown
    for rule in rules where rule.head.arguments == nil && rule.head.key == nil && rule.head.reference.count == 1 {
      guard let value = rule.head.value else { continue }
      result = origin(value, locals(rule.body, [:]))
      if case .path = result { break }
    }
    known[name] = result
    return result
  }

  private mutating func origin(reference steps: [Term], _ scope: Scope) -> Origin {
    var steps = steps[...]
    guard let head = steps.popFirst() else { return .unknown }
    var start: Origin
    if head.isVariable("data") {
      // The package's own rules by their full name.
      let own = module.package.dropFirst()
      guard steps.count > own.count, zip(steps, own).allSatisfy({ $0.stringValue == $1.stringValue }),
        let name = steps[steps.startIndex + own.count].stringValue
      else { return .unknown }
      steps = steps.dropFirst(own.count + 1)
      start = origin(rule: name)
    } else {
      start = origin(head, scope)
    }
    for step in steps {
      guard case .path(let path) = start else { return .unknown }
      start = .path(path.appending(self.step(step, scope)))
    }
    return start
  }

  private mutating func step(_ term: Term, _ scope: Scope) -> AttributePath.Step {
    if case .text(let name) = origin(term, scope) { .name(name) } else { .any }
  }

  private mutating func origin(call function: Term, _ arguments: [Term], _ scope: Scope) -> Origin {
    let name = function.builtinName ?? ""
    if name == "object.get", arguments.count >= 2 {
      guard case .path(var path) = origin(arguments[0], scope) else { return .unknown }
      if case .array(let items) = arguments[1].node {
        for item in items { path = path.appending(step(item, scope)) }
      } else {
        path = path.appending(step(arguments[1], scope))
      }
      return .path(path)
    }
    guard callDepth < Self.callDepthMax else { return .unknown }
    callDepth += 1
    defer { callDepth -= 1 }
    for rule in rules[name] ?? [] {
      guard let bound = bind(rule, arguments, scope), let value = rule.head.value else { continue }
      if case .path(let path) = origin(value, locals(rule.body, bound)) { return .path(path) }
    }
    return .unknown
  }

  /// A function's arguments under the names of its parameters; nil where none is followed.
  private mutating func bind(_ rule: Rule, _ arguments: [Term], _ scope: Scope) -> Scope? {
    guard let parameters = rule.head.arguments, parameters.count <= arguments.count else { return nil }
    var bound: Scope = [:]
    var hasPath = false
    for (parameter, argument) in zip(parameters, arguments) {
      guard let name = parameter.variableName else { continue }
      let value = origin(argument, scope)
      if case .path = value { hasPath = true }
      bound[name] = value
    }
    return hasPath ? bound : nil
  }

  /// The members of an object, or of what a term stands for, under a member of it.
  private mutating func members(_ term: Term, _ member: String, _ scope: Scope) -> [([String], AttributePath)] {
    guard case .object(let items) = term.node else { return [] }
    return items.filter { $0.key.isString(member) }.flatMap { places($0.value, [], scope, depth: 0) }
  }

  private mutating func places(
    _ term: Term, _ keys: [String], _ scope: Scope, depth: Int
  ) -> [([String], AttributePath)] {
    if case .path(let path) = origin(term, scope) { return [(keys, path)] }
    guard depth < 8 else { return [] }
    if case .variable(let name) = term.node, scope[name] == nil, let rule = rules[name]?.first,
      let value = rule.head.value
    {
      return places(value, keys, locals(rule.body, [:]), depth: depth + 1)
    }
    guard case .object(let items) = term.node else { return [] }
    var found: [([String], AttributePath)] = []
    for item in items {
      guard let key = item.key.stringValue else { continue }
      found += places(item.value, keys + [key], scope, depth: depth + 1)
    }
    return found
  }

  // MARK: Variables

  /// What the lines of a body give to variables, in whichever order.
  private mutating func locals(_ body: Body, _ outer: Scope) -> Scope {
    var scope = outer
    for _ in 0..<Self.bodyPassesMax {
      let before = scope.count
      for expression in body { bind(expression, &scope) }
      if scope.count == before { break }
    }
    return scope
  }

  private mutating func bind(_ expression: Expression, _ scope: inout Scope) {
    switch expression.node {
    case .call(let function, let arguments) where arguments.count == 2:
      guard let name = function.builtinName, name == "assign" || name == "eq" else { return }
      bind(arguments[0], to: arguments[1], mayHideRule: name == "assign", &scope)
      if name == "eq" { bind(arguments[1], to: arguments[0], mayHideRule: false, &scope) }
    case .some(let terms):
      // The value and the key of what is gone through.
      guard terms.count == 1, case .call(_, let operands) = terms[0].node, let source = operands.last,
        operands.count >= 2, case .path(let path) = origin(source, scope)
      else { return }
      if let name = operands[operands.count - 2].variableName { scope[name] = .path(path.appending(.any)) }
    default: return
    }
  }

  private mutating func bind(_ variable: Term, to term: Term, mayHideRule: Bool, _ scope: inout Scope) {
    guard let name = variable.variableName, scope[name] == nil, mayHideRule || rules[name] == nil else { return }
    switch origin(term, scope) {
    case .unknown: return
    case let value: scope[name] = value
    }
  }

  // MARK: Walking

  private mutating func visit(rule: Rule) {
    var next: Rule? = rule
    while let current = next {
      visit(parts: current, locals(current.body, [:]))
      next = current.elseRule
    }
  }

  private mutating func visit(parts rule: Rule, _ scope: Scope) {
    for term in rule.head.reference.dropFirst() + [rule.head.key, rule.head.value].compactMap({ $0 }) {
      visit(term, scope)
    }
    visit(rule.body, scope)
  }

  private mutating func visit(_ body: Body, _ scope: Scope) {
    for expression in body {
      switch expression.node {
      case .term(let term): visit(term, scope)
      case .call(let function, let arguments):
        visit(Term(.call(function, arguments), at: expression.location), scope)
      case .some(let terms): for term in terms { visit(term, scope) }
      case .every(let every):
        visit(every.domain, scope)
        var inner = scope
        if let name = every.value.variableName, case .path(let path) = origin(every.domain, scope) {
          inner[name] = .path(path.appending(.any))
        }
        visit(every.body, locals(every.body, inner))
      }
      for modifier in expression.with { visit(modifier.value, scope) }
    }
  }

  private mutating func visit(_ term: Term, _ scope: Scope) {
    guard termsLeft > 0 else { return }
    if case .path(let path) = origin(term, scope), seen.insert(path).inserted {
      found.append((path, caller ?? term.location))
    }
    switch term.node {
    case .null, .boolean, .number, .string, .variable: return
    case .reference(let steps):
      if !steps[0].isAnyVariable { visit(steps[0], scope) }
      for step in steps.dropFirst() { visit(step, scope) }
    case .array(let items), .set(let items): for item in items { visit(item, scope) }
    case .object(let items):
      for item in items {
        visit(item.key, scope)
        visit(item.value, scope)
      }
    case .call(let function, let arguments):
      for argument in arguments { visit(argument, scope) }
      visit(calls: function, arguments, scope, at: term.location)
    case .arrayComprehension(let head, let body), .setComprehension(let head, let body):
      visit(comprehension: [head], body, scope)
    case .objectComprehension(let key, let value, let body): visit(comprehension: [key, value], body, scope)
    case .template(let parts): for case .expression(let expression) in parts { visit([expression], scope) }
    }
  }

  private mutating func visit(comprehension heads: [Term], _ body: Body, _ scope: Scope) {
    let inner = locals(body, scope)
    for head in heads { visit(head, inner) }
    visit(body, inner)
  }

  /// The body of a function reads what its caller gives it.
  private mutating func visit(calls function: Term, _ arguments: [Term], _ scope: Scope, at location: Location) {
    guard let name = function.builtinName, let rules = rules[name], callDepth < Self.callDepthMax else { return }
    let outer = caller
    caller = caller ?? location
    callDepth += 1
    defer {
      callDepth -= 1
      caller = outer
    }
    for rule in rules {
      guard let bound = bind(rule, arguments, scope) else { continue }
      visit(parts: rule, locals(rule.body, bound))
    }
  }
}
