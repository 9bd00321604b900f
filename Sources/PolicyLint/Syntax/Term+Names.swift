import Rego

extension Term {
  /// `data.lib.f` or `lib.f` of a reference whose steps are all names.
  var dottedName: String? {
    var name = ""
    for (index, step) in path.enumerated() {
      switch step.node {
      case .variable(let text) where index == 0: name = text
      case .string(let text) where index > 0: name += "." + text
      default: return nil
      }
    }
    return name
  }

  /// The name of a variable that is no wildcard.
  var variableName: String? {
    if case .variable(let name) = node, !name.hasPrefix("$") { name } else { nil }
  }

  var isWildcard: Bool {
    if case .variable(let name) = node { name.hasPrefix("$") } else { false }
  }

  var stringValue: String? {
    if case .string(let text) = node { text } else { nil }
  }

  var booleanValue: Bool? {
    if case .boolean(let value) = node { value } else { nil }
  }

  /// A call of a function by its name, with its arguments.
  func call(of name: String) -> [Term]? {
    guard case .call(let function, let arguments) = node, function.builtinName == name else { return nil }
    return arguments
  }

  /// The name of the called function, and the arguments.
  var call: (name: String, arguments: [Term])? {
    guard case .call(let function, let arguments) = node else { return nil }
    return (function.builtinName ?? function.dottedName ?? "", arguments)
  }

  /// Whether the term is written out: no variable, reference, call or comprehension in it.
  var isConstant: Bool {
    switch node {
    case .null, .boolean, .number, .string: true
    case .array(let items), .set(let items): items.allSatisfy(\.isConstant)
    case .object(let items): items.allSatisfy { $0.key.isConstant && $0.value.isConstant }
    case .variable, .reference, .call, .template, .arrayComprehension, .setComprehension, .objectComprehension: false
    }
  }

  /// Whether the text that ``location`` spans is the term's alone: calls may count the token behind them.
  var hasExactText: Bool {
    switch node {
    case .null, .boolean, .number, .string, .variable: true
    case .reference(let steps): steps.allSatisfy(\.hasExactText)
    default: false
    }
  }

  /// Every variable in the term that is no wildcard, the heads of references among them.
  var variableNames: Set<String> {
    var names: Set<String> = []
    eachTerm { if let name = $0.variableName { names.insert(name) } }
    return names
  }

  /// Calls `look` for this term and every one in it.
  func eachTerm(_ look: (Term) -> Void) {
    look(self)
    switch node {
    case .null, .boolean, .number, .string, .variable: return
    case .reference(let terms), .array(let terms), .set(let terms): for term in terms { term.eachTerm(look) }
    case .object(let items):
      for item in items {
        item.key.eachTerm(look)
        item.value.eachTerm(look)
      }
    case .call(_, let arguments): for argument in arguments { argument.eachTerm(look) }
    case .arrayComprehension(let head, let body), .setComprehension(let head, let body):
      head.eachTerm(look)
      for expression in body { expression.eachTerm(look) }
    case .objectComprehension(let key, let value, let body):
      key.eachTerm(look)
      value.eachTerm(look)
      for expression in body { expression.eachTerm(look) }
    case .template(let parts): for case .expression(let expression) in parts { expression.eachTerm(look) }
    }
  }
}

extension Expression {
  /// Calls `look` for every term of the expression.
  func eachTerm(_ look: (Term) -> Void) {
    switch node {
    case .term(let term): term.eachTerm(look)
    case .call(_, let arguments): for argument in arguments { argument.eachTerm(look) }
    case .some(let terms): for term in terms { term.eachTerm(look) }
    case .every(let every):
      every.key?.eachTerm(look)
      every.value.eachTerm(look)
      every.domain.eachTerm(look)
      for expression in every.body { expression.eachTerm(look) }
    }
    for modifier in with {
      modifier.target.eachTerm(look)
      modifier.value.eachTerm(look)
    }
  }

  /// The call that the whole line is, `with` left out.
  var call: (name: String, arguments: [Term])? {
    guard case .call(let function, let arguments) = node else { return nil }
    return (function.builtinName ?? function.dottedName ?? "", arguments)
  }

  /// The term that the whole line is.
  var term: Term? {
    if case .term(let term) = node { term } else { nil }
  }
}

extension Location {
  var end: Int { offset + length }

  var startsWithBrace: Bool {
    guard let source, offset < source.bytes.count else { return false }
    return source.bytes[offset] == UInt8(ascii: "{")
  }
}

extension Rule {
  /// The name of a rule whose head is one plain name, nil for `p.q` and `p[x]`.
  var plainName: String? {
    guard head.reference.count == 1, head.key == nil else { return nil }
    return head.reference[0].variableName
  }

  /// Whether nothing but its head decides: it has no body, or the body is `true`.
  var isUnconditional: Bool { isDefault || isBodyGenerated || body.allSatisfy(\.isTrue) }
}

extension Expression {
  /// Whether the line is `true`.
  var isTrue: Bool { !isNegated && term?.booleanValue == true }
}
