extension Expression {
  /// Whether it may have more than one solution: as far as it names variables.
  var iterates: Bool {
    var found = false
    Variables.visit(self) { name in if name != "input", name != "data" { found = true } }
    return found
  }
}

/// Finds the variables that an expression mentions outside closures.
enum Variables {
  static func visit(_ expression: Expression, _ found: (String) -> Void) {
    switch expression.node {
    case .term(let term): visit(term, found)
    case .call(_, let arguments): for argument in arguments { visit(argument, found) }
    case .some(let terms): for term in terms { visit(term, found) }
    case .every(let every): visit(every.domain, found)
    }
  }

  static func visit(_ term: Term, _ found: (String) -> Void) {
    switch term.node {
    case .variable(let name): found(name)
    case .reference(let parts): for part in parts { visit(part, found) }
    case .array(let elements), .set(let elements): for element in elements { visit(element, found) }
    case .object(let items):
      for item in items {
        visit(item.key, found)
        visit(item.value, found)
      }
    case .call(_, let arguments): for argument in arguments { visit(argument, found) }
    default: return
    }
  }
}
