extension Planner {
  /// `a = b`. Arrays and objects are taken apart; pairs whose sides are both unknown wait for the others.
  func planUnification(_ a: Term, _ b: Term) {
    var pending = [(a, b)]
    while !pending.isEmpty {
      var waiting: [(Term, Term)] = []
      var progressed = false
      for (left, right) in pending {
        if let parts = split(left, right) {
          waiting += parts
          progressed = true
        } else if planPair(left, right) {
          progressed = true
        } else {
          waiting.append((left, right))
        }
      }
      if !progressed {
        _ = refuse("variables of this equation are unsafe", a.location, code: .unsafeVariable)
        return
      }
      pending = waiting
    }
  }

  /// Two literals with unknowns on both sides, as pairs of their parts.
  private func split(_ a: Term, _ b: Term) -> [(Term, Term)]? {
    switch (a.node, b.node) {
    case (.array(let left), .array(let right)):
      guard left.count == right.count else {
        builder.emit(.jump, to: failLabel)
        return []
      }
      return Array(zip(left, right))
    case (.object(let left), .object(let right)):
      guard !(isEvaluable(a) && isEvaluable(b)) else { return nil }
      return splitObjects(left, right)
    default: return nil
    }
  }

  private func splitObjects(_ left: [ObjectItem], _ right: [ObjectItem]) -> [(Term, Term)]? {
    var byKey: [Value: Term] = [:]
    for item in right {
      guard let key = constant(item.key) else { return nil }
      byKey[key] = item.value
    }
    var pairs: [(Term, Term)] = []
    for item in left {
      guard let key = constant(item.key) else { return nil }
      guard let other = byKey[key], left.count == right.count else {
        builder.emit(.jump, to: failLabel)
        return []
      }
      pairs.append((item.value, other))
    }
    return pairs
  }

  /// Emits one pair if one side is known; says whether it did.
  private func planPair(_ a: Term, _ b: Term) -> Bool {
    let knowsA = isEvaluable(a)
    let knowsB = isEvaluable(b)
    if knowsA, knowsB {
      let operands = planOperands([a, b])
      builder.emit(.equal, a: operands[0], b: operands[1], to: failLabel)
    } else if knowsB {
      planPattern(a, planTerm(b))
    } else if knowsA {
      planPattern(b, planTerm(a))
    } else {
      return false
    }
    return true
  }

  /// Matches a value against a term: unbound variables are bound, everything else must be equal.
  func planPattern(_ pattern: Term, _ value: Operand) {
    switch pattern.node {
    case .variable(let name) where !isBound(name): variables[name] = value
    case .array(let elements) where !isEvaluable(pattern):
      builder.emit(.matchArray, a: value, extra: Int32(elements.count), to: failLabel)
      var parts: [(Term, Operand)] = []
      for (position, element) in elements.enumerated() {
        let part = builder.register()
        builder.emit(.element, a: part, b: value, extra: Int32(position))
        parts.append((element, part))
      }
      planParts(parts)
    case .object(let items) where !isEvaluable(pattern):
      builder.emit(.matchObject, a: value, extra: Int32(items.count), to: failLabel)
      var parts: [(Term, Operand)] = []
      for item in items {
        let part = builder.register()
        builder.emit(.lookup, a: part, b: value, c: planTerm(item.key), to: failLabel)
        parts.append((item.value, part))
      }
      planParts(parts)
    default: builder.emit(.equal, a: value, b: planTerm(pattern), to: failLabel)
    }
  }

  /// Parts that bind come before parts that need what they bind.
  private func planParts(_ parts: [(Term, Operand)]) {
    var later: [(Term, Operand)] = []
    for (pattern, value) in parts {
      switch pattern.node {
      case .variable, .array, .object: planPattern(pattern, value)
      default:
        if isEvaluable(pattern) { planPattern(pattern, value) } else { later.append((pattern, value)) }
      }
    }
    for (pattern, value) in later { planPattern(pattern, value) }
  }
}
