extension Term {
  /// `data.lib.f` or `lib.f` of a reference whose steps are all names.
  package var dottedName: String? {
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
  package var variableName: String? {
    if case .variable(let name) = node, !name.hasPrefix("$") { name } else { nil }
  }

  /// The text of a string.
  package var stringValue: String? {
    if case .string(let text) = node { text } else { nil }
  }

  /// Calls `look` for this term and every one in it.
  package func eachTerm(_ look: (Term) -> Void) {
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
  package func eachTerm(_ look: (Term) -> Void) {
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
}

extension Import {
  /// The name that the module calls it by.
  package var usedName: String {
    if let alias { return alias }
    switch path.path.last?.node {
    case .variable(let name)?, .string(let name)?: return name
    default: return ""
    }
  }
}
