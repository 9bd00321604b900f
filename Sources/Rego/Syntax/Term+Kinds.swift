extension Term {
  /// The kind of value this denotes, as messages call it.
  var kindName: String {
    switch node {
    case .null: "null"
    case .boolean: "boolean"
    case .number: "number"
    case .string: "string"
    case .variable: "var"
    case .reference: "ref"
    case .array: "array"
    case .object: "object"
    case .set: "set"
    case .arrayComprehension: "arraycomprehension"
    case .setComprehension: "setcomprehension"
    case .objectComprehension: "objectcomprehension"
    case .call: "call"
    case .template: "templatestring"
    }
  }

  package var isAnyVariable: Bool {
    if case .variable = node { true } else { false }
  }

  package func isVariable(_ name: String) -> Bool {
    if case .variable(name) = node { true } else { false }
  }

  package func isString(_ text: String) -> Bool {
    if case .string(text) = node { true } else { false }
  }

  /// Whether this is a reference without steps.
  func isVariableReference(_ name: String) -> Bool {
    if case .reference(let steps) = node, steps.count == 1 { steps[0].isVariable(name) } else { false }
  }

  /// `input` and `data` are references even without a step.
  var asRootDocument: Term {
    isVariable("input") || isVariable("data") ? Term(.reference([self]), at: location) : self
  }

  /// A function's name: a variable when it has no dots.
  var asOperator: Term {
    if case .reference(let steps) = node, steps.count == 1, steps[0].isAnyVariable {
      return Term(steps[0].node, at: location)
    }
    return self
  }

  var mayStartReference: Bool {
    switch node {
    case .variable, .array, .object, .set, .arrayComprehension, .setComprehension, .objectComprehension, .call: true
    case .null, .boolean, .number, .string, .reference, .template: false
    }
  }

  /// How many operands `in` has when this is its built-in: 2, or 3 with a key.
  var membershipOperands: Int? {
    guard case .reference(let steps) = node, steps.count == 2, steps[0].isVariable("internal"),
      case .string(let name) = steps[1].node
    else { return nil }
    return name == "member_2" ? 2 : name == "member_3" ? 3 : nil
  }

  /// Whether no variable and no call is in it, outside of comprehensions and references' heads.
  package var isGround: Bool {
    switch node {
    case .null, .boolean, .number, .string: true
    case .variable, .call, .template, .arrayComprehension, .setComprehension, .objectComprehension: false
    case .reference(let steps): steps[0].isAnyVariable ? steps.dropFirst().isGround : steps.isGround
    case .array(let items), .set(let items): items.isGround
    case .object(let items): items.allSatisfy { $0.key.isGround && $0.value.isGround }
    }
  }
}

extension Sequence where Element == Term {
  var isGround: Bool { allSatisfy(\.isGround) }
}
