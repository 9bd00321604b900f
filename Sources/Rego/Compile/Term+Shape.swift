extension Term {
  /// A number, string, boolean or null.
  package var isScalar: Bool {
    switch node {
    case .null, .boolean, .number, .string: true
    default: false
    }
  }

  package var isComprehension: Bool {
    switch node {
    case .arrayComprehension, .setComprehension, .objectComprehension: true
    default: false
    }
  }

  /// `input` or `data` alone.
  var rootName: String? {
    if case .reference(let path) = node, path.count == 1, case .variable(let name) = path[0].node,
      Term.isRoot(name)
    {
      name
    } else {
      nil
    }
  }

  static func isRoot(_ name: String) -> Bool { name == "input" || name == "data" }

  /// The terms of a reference; a variable is a reference of one term.
  package var path: [Term] {
    if case .reference(let path) = node { path } else { [self] }
  }

  /// Whether a reference starts at the named root.
  func isReference(under root: String) -> Bool {
    guard case .reference(let path) = node, case .variable(root) = path[0].node else { return false }
    return true
  }

  /// `count`, `io.jwt.decode` for the operator of a built-in; nil when a part is dynamic or it lies under `data`.
  package var builtinName: String? {
    switch node {
    case .variable(let name): return name
    case .reference(let path):
      guard case .variable(var name) = path[0].node, name != "data" else { return nil }
      for term in path.dropFirst() {
        guard case .string(let part) = term.node else { return nil }
        name += "." + part
      }
      return name
    default: return nil
    }
  }

  /// Whether this holds a reference or a comprehension, which need evaluation.
  var needsEvaluation: Bool {
    switch node {
    case .null, .boolean, .number, .string, .variable: false
    case .reference, .arrayComprehension, .setComprehension, .objectComprehension: true
    case .array(let elements), .set(let elements): elements.contains(where: \.needsEvaluation)
    case .object(let items): items.contains { $0.key.needsEvaluation || $0.value.needsEvaluation }
    case .call(_, let arguments): arguments.contains(where: \.needsEvaluation)
    case .template(let parts): parts.contains { if case .expression = $0 { true } else { false } }
    }
  }

  /// How many terms of a reference stand before the first that is no scalar; its head counts.
  static func groundPrefixCount(_ path: [Term]) -> Int {
    var count = 1
    while count < path.count, path[count].isScalar { count += 1 }
    return min(count, path.count)
  }
}

extension Expression {
  /// The built-in that is called, nil for other expressions and for calls of rules.
  var calledBuiltin: String? {
    if case .call(let operation, _) = node { operation.builtinName } else { nil }
  }

  /// `a = b`.
  var equation: (left: Term, right: Term)? {
    guard case .call(let operation, let arguments) = node, arguments.count == 2, operation.builtinName == "eq" else {
      return nil
    }
    return (arguments[0], arguments[1])
  }

  /// `a := b`.
  var isAssignment: Bool { calledBuiltin == "assign" }

  var arguments: [Term] {
    if case .call(_, let arguments) = node { arguments } else { [] }
  }
}
