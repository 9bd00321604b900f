/// Makes terms and types equal: variables without a type get one.
struct TypeInference {
  let checker: TypeChecker
  let scope: TypeEnvironment

  // MARK: Two terms

  /// `left = right`, whose types are known as far as that goes. False when no value is of both types.
  func unify(_ left: Term, _ leftType: StaticType?, _ right: Term, _ rightType: StaticType?) -> Bool {
    switch (leftType.isUnknown, rightType.isUnknown) {
    case (true, false): return unify(left, with: rightType)
    case (false, true): return unify(right, with: leftType)
    case (false, false): return StaticType.unifies(leftType, rightType)
    case (true, true): break
    }
    switch (left.node, right.node) {
    case (.array(let a), .array(let b)): return unify(a, b)
    case (.object(let a), .object(let b)): return unify(a, b)
    case (.array, .variable), (.object, .variable), (.variable, .variable): return bind(right, to: left)
    case (.variable, .array), (.variable, .object): return bind(left, to: right)
    default: return false
    }
  }

  /// Nothing is known of either side: the pattern is of any type, and the variable is what that makes of it.
  private func bind(_ variable: Term, to pattern: Term) -> Bool {
    unify(pattern, with: .anything) && unify(variable, with: checker.type(of: pattern, scope))
  }

  private func unify(_ left: [Term], _ right: [Term]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy(unifyTerms)
  }

  private func unify(_ left: [ObjectItem], _ right: [ObjectItem]) -> Bool {
    // Both are in the order of their keys.
    left.count == right.count
      && zip(left, right).allSatisfy { TermOrder.compare($0.key, $1.key) == 0 }
      && zip(left, right).allSatisfy { unifyTerms($0.value, $1.value) }
  }

  private func unifyTerms(_ left: Term, _ right: Term) -> Bool {
    unify(left, checker.type(of: left, scope), right, checker.type(of: right, scope))
  }

  // MARK: A term and a type

  func unify(_ term: Term, with type: StaticType?) -> Bool { unify(term, with: type, joins: false) }

  /// - Parameter joins: whether a variable is of this type beside those that it has already.
  private func unify(_ term: Term, with type: StaticType?, joins: Bool) -> Bool {
    switch term.node {
    case .array(let elements): return unify(elements, in: term, with: type, joins)
    case .object(let items): return unify(items, in: term, with: type, joins)
    case .set(let elements): return unify(members: elements, in: term, with: type, joins)
    case .variable(let name): return unify(variable: name, with: type, joins)
    case .null, .boolean, .number, .string, .reference, .arrayComprehension, .setComprehension,
      .objectComprehension:
      return StaticType.unifies(checker.type(of: term, scope), type)
    case .call, .template: return true
    }
  }

  private func unify(variable name: String, with type: StaticType?, _ joins: Bool) -> Bool {
    let known = checker.type(ofVariable: name, scope)
    if joins {
      scope.variables[name] = StaticType.or(known, type)
    } else if known != nil {
      return StaticType.unifies(known, type)
    } else {
      scope.variables[name] = type
    }
    return true
  }

  /// Everything in a term may be of any type.
  private func join(_ terms: [Term]) -> Bool {
    for term in terms { _ = unify(term, with: .anything, joins: true) }
    return true
  }

  private func unify(_ term: Term, withOneOf members: [StaticType]) -> Bool {
    members.reduce(false) { unify(term, with: $1, joins: true) || $0 }
  }

  private func unify(_ elements: [Term], in term: Term, with type: StaticType?, _ joins: Bool) -> Bool {
    switch type {
    case .array(let array):
      if elements.count != array.elements.count, array.rest == nil { return false }
      return elements.indices.allSatisfy { unify(elements[$0], with: array.select($0), joins: joins) }
    case .any(let union): return union.members.isEmpty ? join(elements) : unify(term, withOneOf: union.members)
    default: return false
    }
  }

  private func unify(members: [Term], in term: Term, with type: StaticType?, _ joins: Bool) -> Bool {
    switch type {
    case .set(let set): return members.allSatisfy { unify($0, with: set.member, joins: joins) }
    case .any(let union): return union.members.isEmpty ? join(members) : unify(term, withOneOf: union.members)
    default: return false
    }
  }

  private func unify(_ items: [ObjectItem], in term: Term, with type: StaticType?, _ joins: Bool) -> Bool {
    switch type {
    case .object(let object):
      if items.count != object.properties.count, object.rest?.value == nil { return false }
      return items.allSatisfy { unify($0, in: object, joins) }
    case .any(let union):
      return union.members.isEmpty
        ? join(items.flatMap { [$0.key, $0.value] }) : unify(term, withOneOf: union.members)
    default: return false
    }
  }

  private func unify(_ item: ObjectItem, in object: ObjectType, _ joins: Bool) -> Bool {
    guard item.key.isConstant else {
      // Which properties are meant is not known.
      _ = unify(item.value, with: .anything, joins: joins)
      return true
    }
    guard let type = object.select(item.key.asTypeKey) else { return false }
    return unify(item.value, with: type, joins: joins)
  }
}
