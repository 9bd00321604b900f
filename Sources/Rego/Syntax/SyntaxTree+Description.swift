/// Nodes as text, in the reference's notation.
///
/// The functions are many and small, as they call each other as deep as a tree is.
private struct SyntaxPrinter {
  var text = ""

  mutating func print(_ term: Term) {
    switch term.node {
    case .null, .boolean, .number, .string, .variable: printScalar(term)
    case .reference(let steps): print(path: steps)
    case .array(let items): print("[", items, "]")
    case .set(let items): if items.isEmpty { text += "set()" } else { print("{", items, "}") }
    case .object(let items): print(items)
    case .arrayComprehension, .setComprehension, .objectComprehension: printComprehension(term)
    case .call(let function, let arguments): print(call: function, arguments)
    case .template(let parts): print(parts)
    }
  }

  @inline(never)
  private mutating func printScalar(_ term: Term) {
    switch term.node {
    case .boolean(let value): text += value ? "true" : "false"
    case .number(let digits): text += digits
    case .string(let value): text += value.quoted
    case .variable(let name): text += name.hasPrefix("$") ? "_" : name
    default: text += "null"
    }
  }

  /// `a.b["c d"][x]`.
  mutating func print(path steps: [Term]) {
    for (index, step) in steps.enumerated() {
      if index == 0 {
        print(step)
      } else if case .string(let name) = step.node, name.isPlainName {
        text += "." + name
      } else {
        print("[", step, "]")
      }
    }
  }

  private mutating func print(_ open: String, _ term: Term, _ close: String) {
    text += open
    print(term)
    text += close
  }

  mutating func print(_ open: String, _ terms: [Term], _ close: String) {
    text += open
    for index in terms.indices {
      if index > 0 { text += ", " }
      print(terms[index])
    }
    text += close
  }

  private mutating func print(_ items: [ObjectItem]) {
    text += "{"
    for index in items.indices {
      if index > 0 { text += ", " }
      print("", items[index].key, ": ")
      print(items[index].value)
    }
    text += "}"
  }

  private mutating func print(call function: Term, _ arguments: [Term]) {
    print(function)
    print("(", arguments, ")")
  }

  private mutating func printComprehension(_ term: Term) {
    switch term.node {
    case .arrayComprehension(let head, let body):
      print("[", head, " | ")
      print(body)
      text += "]"
    case .setComprehension(let head, let body):
      print("{", head, " | ")
      print(body)
      text += "}"
    case .objectComprehension(let key, let value, let body):
      print("{", key, ": ")
      print("", value, " | ")
      print(body)
      text += "}"
    default: break
    }
  }

  private mutating func print(_ parts: [TemplatePart]) {
    text += "$\""
    for part in parts {
      switch part {
      case .literal(let literal): print(literal: literal)
      case .expression(let expression):
        text += "{"
        print(expression)
        text += "}"
      }
    }
    text += "\""
  }

  @inline(never)
  private mutating func print(literal: String) {
    for character in literal.quoted.dropFirst().dropLast() {
      if character == "{" { text += "\\" }
      text.append(character)
    }
  }

  // MARK: Expressions

  mutating func print(_ body: Body) {
    for index in body.indices {
      if index > 0 { text += "; " }
      print(body[index])
    }
  }

  mutating func print(_ expression: Expression) {
    if expression.isNegated { text += "not " }
    switch expression.node {
    case .term(let term): print(term)
    case .call(let function, let arguments): print(top: function, arguments)
    case .some(let terms): print(some: terms)
    case .every(let every): print(every)
    }
    for index in expression.with.indices { print(expression.with[index]) }
  }

  private mutating func print(_ modifier: WithModifier) {
    print(" with ", modifier.target, " as ")
    print(modifier.value)
  }

  /// Of the infix operators only `=` is printed between its sides.
  private mutating func print(top function: Term, _ arguments: [Term]) {
    guard function.isVariable("eq"), arguments.count == 2 else { return print(call: function, arguments) }
    print("", arguments[0], " = ")
    print(arguments[1])
  }

  private mutating func print(some terms: [Term]) {
    guard terms.count == 1, case .call(_, let operands) = terms[0].node, let domain = operands.last else {
      return print("some ", terms, "")
    }
    print("some ", Array(operands.dropLast()), " in ")
    print(domain)
  }

  private mutating func print(_ every: Every) {
    text += "every "
    if let key = every.key { print("", key, ", ") }
    print("", every.value, " in ")
    print("", every.domain, " { ")
    print(every.body)
    text += " }"
  }

  // MARK: Rules

  mutating func print(_ head: Head) {
    print(path: head.reference)
    if let arguments = head.arguments { print("(", arguments, ")") }
    if let key = head.key { print(" contains ", key, "") }
    if let value = head.value { print(head.isAssignment ? " := " : " = ", value, "") }
  }

  mutating func print(_ rule: Rule) {
    if rule.isDefault { text += "default " }
    print(rule.head)
    if rule.isDefault { return }
    print(braced: rule.body)
    var next = rule.elseRule
    while let rule = next {
      text += " else"
      if let value = rule.head.value { print(" = ", value, "") }
      print(braced: rule.body)
      next = rule.elseRule
    }
  }

  private mutating func print(braced body: Body) {
    text += " if { "
    print(body)
    text += " }"
  }
}

private func printed(_ print: (inout SyntaxPrinter) -> Void) -> String {
  var printer = SyntaxPrinter()
  print(&printer)
  return printer.text
}

extension Term: CustomStringConvertible {
  public var description: String { printed { $0.print(self) } }

  /// `a.b["c d"][x]`.
  static func path(_ steps: [Term]) -> String { printed { $0.print(path: steps) } }
}

extension Array where Element == Expression {
  /// The expressions joined by `; `.
  var text: String { printed { $0.print(self) } }
}

extension Expression: CustomStringConvertible {
  public var description: String { printed { $0.print(self) } }
}

extension Head: CustomStringConvertible {
  public var description: String { printed { $0.print(self) } }
}

extension Rule: CustomStringConvertible {
  public var description: String { printed { $0.print(self) } }
}

extension Import: CustomStringConvertible {
  public var description: String { "import \(path)" + (alias.map { " as \($0)" } ?? "") }
}
