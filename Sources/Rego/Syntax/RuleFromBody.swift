/// Reads a statement without body or keyword as a rule: `p := 1`, `f(x) = y`, `p["a"]`, `a.b.c`.
enum RuleFromBody {
  /// Why an expression is no rule.
  struct Fault: Error {
    var message: String
  }

  static func rule(_ body: Body) throws(Fault) -> Rule {
    guard body.count == 1 else { throw Fault(message: "multiple expressions cannot be used for rule head") }
    let rule = try rule(body[0])
    rule.isBodyGenerated = true
    return rule
  }

  private static func rule(_ expression: Expression) throws(Fault) -> Rule {
    guard expression.with.isEmpty else {
      throw Fault(message: "expressions using with keyword cannot be used for rule head")
    }
    guard !expression.isNegated else { throw Fault(message: "negated expressions cannot be used for rule head") }
    switch expression.node {
    case .some: throw Fault(message: "'some' declarations cannot be used for rule head")
    case .every: throw Fault(message: "expression cannot be used for rule head")
    case .term(let term): return try rule(term)
    case .call(let function, let arguments):
      guard function.isVariable("eq") || function.isVariable("assign") else {
        return try functionRule(function, arguments)
      }
      guard arguments.count >= 2 else { throw Fault(message: "assignment requires two operands") }
      let rule = try valueRule(arguments[0], value: arguments[1])
      rule.head.isAssignment = function.isVariable("assign")
      rule.head.location = expression.location
      rule.location = expression.location
      return rule
    }
  }

  private static func make(_ head: Head, bodyAt place: Location, at location: Location) -> Rule {
    Rule(head: head, body: [Expression(.term(Term(.boolean(true), at: place)), at: place)], at: location)
  }

  /// `p["a"]` is a member of the set `p`; a longer reference is an entry with the value `true`.
  private static func rule(_ term: Term) throws(Fault) -> Rule {
    guard case .reference(let steps) = term.node else {
      throw Fault(message: "\(term.kindName) cannot be used for rule name")
    }
    guard steps.count > 1 else { throw Fault(message: "refs cannot be used for rule head") }
    guard steps[0].isAnyVariable else { throw Fault(message: "invalid rule head: \(term)") }
    var head = Head(reference: steps, at: term.location)
    if steps.count == 2 {
      head.reference = [steps[0]]
      head.key = steps[1]
    } else {
      head.value = Term(.boolean(true), at: term.location)
      head.isValueGenerated = true
    }
    return make(head, bodyAt: term.location, at: term.location)
  }

  private static func valueRule(_ left: Term, value: Term) throws(Fault) -> Rule {
    var head: Head
    switch left.node {
    case .variable: head = Head(reference: [left], at: left.location)
    case .reference(let steps):
      guard steps[0].isAnyVariable else { throw Fault(message: "invalid rule head: \(left)") }
      head = Head(reference: steps, at: left.location)
    case .call(let function, let arguments):
      guard let steps = function.ruleReference else { throw Fault(message: "call cannot be used for rule name") }
      head = Head(reference: steps, at: left.location)
      head.arguments = arguments.isEmpty ? nil : arguments
    default: throw Fault(message: "\(left.kindName) cannot be used for rule name")
    }
    head.value = value
    return make(head, bodyAt: value.location, at: left.location)
  }

  /// `f(x)` is true for every `x`.
  private static func functionRule(_ function: Term, _ arguments: [Term]) throws(Fault) -> Rule {
    guard !isBuiltin(function) else { throw Fault(message: "rule name conflicts with built-in function") }
    guard !arguments.isEmpty else { throw Fault(message: "rule argument list must take at least one argument") }
    guard let steps = function.ruleReference else { throw Fault(message: "invalid rule head: \(function)") }
    var head = Head(reference: steps, at: function.location)
    head.arguments = arguments
    head.value = Term(.boolean(true), at: function.location)
    return make(head, bodyAt: function.location, at: function.location)
  }

  /// Operators have no implementation of their own in the registry.
  private static let operators: Set<String> = [
    "plus", "minus", "mul", "div", "rem", "and", "or", "equal", "neq", "gt", "lt", "gte", "lte",
    "internal.member_2", "internal.member_3",
  ]

  private static func isBuiltin(_ function: Term) -> Bool {
    let name = function.description
    return operators.contains(name) || StandardBuiltins.all.contains { $0.name == name }
  }
}

extension Term {
  /// The steps of a function's name as a rule's reference.
  fileprivate var ruleReference: [Term]? {
    switch node {
    case .variable: [self]
    case .reference(let steps) where steps[0].isAnyVariable: steps
    default: nil
    }
  }
}
