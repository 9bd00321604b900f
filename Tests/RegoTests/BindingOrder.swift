@testable import Rego

/// Walks through checked bodies the way an evaluator would, and says where something is used before it is bound.
///
/// It knows nothing of the checker's own rules: an equation is taken apart piece by piece, and a piece can be solved
/// when one side can be evaluated and the other is a pattern.
struct BindingOrder {
  private(set) var violations: [String] = []
  private let tree: RuleTree
  private let builtins: BuiltinRegistry

  init(tree: RuleTree, builtins: BuiltinRegistry) {
    self.tree = tree
    self.builtins = builtins
  }

  static func violations(in program: CheckedProgram, builtins: BuiltinRegistry) -> [String] {
    var order = BindingOrder(tree: program.tree, builtins: builtins)
    for module in program.modules {
      for first in module.rules {
        var next: Rule? = first
        while let rule = next {
          order.walk(rule)
          next = rule.elseRule
        }
      }
    }
    return order.violations
  }

  private mutating func walk(_ rule: Rule) {
    var bound: Set<String> = ["input", "data"]
    for argument in rule.head.arguments ?? [] { bound.formUnion(argument.variables()) }
    walk(rule.body, &bound, around: bound)
    var head = VariableCollector()
    head.collect(rule.head.reference.dropFirst())
    if let key = rule.head.key { head.collect(key) }
    if let value = rule.head.value { head.collect(value) }
    for name in head.names.subtracting(bound) { violations.append("\(name) in the head of \(rule.head)") }
  }

  /// - Parameter around: everything that the bodies around mention.
  mutating func walk(_ body: Body, _ bound: inout Set<String>, around: Set<String>) {
    let mentioned = around.union(body.variables(skipping: .safety))
    for expression in body {
      let before = violations.count
      walk(expression, &bound, mentioned)
      if violations.count > before { violations[before] += " | \(body)" }
    }
  }

  private mutating func walk(_ expression: Expression, _ bound: inout Set<String>, _ mentioned: Set<String>) {
    for with in expression.with where !isFunction(with.value) { require(with.value, bound, mentioned, "with") }
    var inside = bound
    switch expression.node {
    case .term(let term): evaluate(term, &inside, mentioned)
    case .some: violations.append("some is left")
    case .every(let every):
      require(every.domain, bound, mentioned, "domain")
      var body = bound.union(every.value.variables())
      if let key = every.key { body.formUnion(key.variables()) }
      walk(every.body, &body, around: mentioned)
    case .call(let operation, let arguments):
      if operation.isVariable("eq"), arguments.count == 2 {
        solve([(arguments[0], arguments[1])], &inside, mentioned, expression)
      } else {
        let arity = FunctionTable(Compiler(builtins: builtins), tree: tree).arity(of: operation) ?? 0
        for argument in arguments.prefix(arity) { require(argument, bound, mentioned, "operand of \(expression)") }
        for output in arguments.dropFirst(arity) {
          require(keysOf: output, bound, mentioned)
          inside.formUnion(output.variables(skipping: .patterns))
        }
      }
    }
    if expression.isNegated {
      let new = inside.subtracting(bound)
      if !new.isEmpty { violations.append("\(new) bound in \(expression)") }
    } else {
      bound = inside
    }
  }

  private func isFunction(_ term: Term) -> Bool {
    FunctionTable(Compiler(builtins: builtins), tree: tree).arity(of: term) != nil
  }

  /// Binds the brackets of a reference.
  private mutating func evaluate(_ term: Term, _ bound: inout Set<String>, _ mentioned: Set<String>) {
    guard case .reference(let path) = term.node else { return require(term, bound, mentioned, "term") }
    require(path[0], bound, mentioned, "head of \(term)")
    for bracket in path.dropFirst() {
      require(keysOf: bracket, bound, mentioned)
      bound.formUnion(bracket.variables(skipping: .patterns))
    }
  }

  private mutating func solve(
    _ equations: [(Term, Term)], _ bound: inout Set<String>, _ mentioned: Set<String>, _ expression: Expression
  ) {
    var open = equations
    while !open.isEmpty {
      var progress = false
      for (left, right) in open.enumerated().reversed().map({ open.remove(at: $0.offset) }).reversed() {
        if solve(left, right, &bound, mentioned, &open) {
          progress = true
        } else {
          open.append((left, right))
        }
      }
      if !progress {
        violations.append("no way to solve \(expression)")
        return
      }
    }
  }

  /// Whether the equation was solved or taken apart.
  private mutating func solve(
    _ left: Term, _ right: Term, _ bound: inout Set<String>, _ mentioned: Set<String>, _ open: inout [(Term, Term)]
  ) -> Bool {
    if case .array(let a) = left.node, case .array(let b) = right.node, a.count == b.count {
      open += Array(zip(a, b))
      return true
    }
    if case .object(let a) = left.node, case .object(let b) = right.node, a.count == b.count {
      for (x, y) in zip(a, b) { open.append((x.value, y.value)) }
      return true
    }
    for (value, pattern) in [(left, right), (right, left)] where canEvaluate(value, bound) {
      var now = bound
      evaluate(value, &now, mentioned)
      if canEvaluate(pattern, now) {
        evaluate(pattern, &now, mentioned)
        bound = now
        return true
      }
      guard keys(of: pattern).isSubset(of: now) else { continue }
      require(keysOf: pattern, now, mentioned)
      bound = now.union(pattern.variables(skipping: .patterns))
      return true
    }
    return false
  }

  private func canEvaluate(_ term: Term, _ bound: Set<String>) -> Bool {
    if case .reference(let path) = term.node { return path[0].variables().isSubset(of: bound) }
    return term.variables(skipping: .safety).isSubset(of: bound)
  }

  /// The variables of a pattern that it does not bind.
  private func keys(of pattern: Term) -> Set<String> {
    pattern.variables(skipping: .safety).subtracting(pattern.variables(skipping: [.patterns, .sets]))
  }

  /// Keys of object patterns and members of sets are no patterns.
  private mutating func require(keysOf pattern: Term, _ bound: Set<String>, _ mentioned: Set<String>) {
    switch pattern.node {
    case .object(let items):
      for item in items {
        require(item.key, bound, mentioned, "key")
        require(keysOf: item.value, bound, mentioned)
      }
    case .array(let elements): for element in elements { require(keysOf: element, bound, mentioned) }
    case .variable: return
    default: require(pattern, bound, mentioned, "pattern")
    }
  }

  private mutating func require(_ term: Term, _ bound: Set<String>, _ mentioned: Set<String>, _ place: String) {
    for name in term.variables(skipping: .safety).subtracting(bound) { violations.append("\(name): \(place) \(term)") }
    var visitor = SyntaxVisitor()
    var closures: [(Set<String>, Body)] = []
    withoutActuallyEscaping({ closures.append($0) }) { (note: @escaping ((Set<String>, Body)) -> Void) in
      visitor.visitTerm = { term in
        switch term.node {
        case .arrayComprehension(let head, let body), .setComprehension(let head, let body):
          note((head.variables(), body))
        case .objectComprehension(let key, let value, let body):
          note((key.variables().union(value.variables()), body))
        default: return true
        }
        return false
      }
      visitor.visit(term)
      visitor.visitTerm = nil
    }
    for (head, body) in closures {
      // What the bodies around mention is theirs; it must be bound by now.
      for name in body.variables().intersection(mentioned).subtracting(bound) {
        violations.append("\(name): closed over in \(term)")
      }
      var inside = bound
      walk(body, &inside, around: mentioned)
      for name in head.subtracting(inside) { violations.append("\(name): head of \(term)") }
    }
  }
}
