import Rego

extension Term {
  var isWildcard: Bool {
    if case .variable(let name) = node { name.hasPrefix("$") } else { false }
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
}

extension Expression {
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
