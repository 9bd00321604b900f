/// Checks the references of an expression against the types of what they lead through. Variables in brackets get the
/// types of the keys.
struct ReferenceTypes {
  private let checker: TypeChecker
  private let scope: TypeEnvironment
  private(set) var errors: [TypeError] = []

  init(checker: TypeChecker, scope: TypeEnvironment) {
    self.checker = checker
    self.scope = scope
  }

  // MARK: Finding references

  mutating func check(_ expression: Expression) {
    switch expression.node {
    case .term(let term): check(term)
    case .call(_, let arguments): for argument in arguments { check(argument) }
    case .some: return
    case .every(let every):
      if let key = every.key { check(key) }
      check(every.value)
      check(every.domain)
      for expression in every.body { check(expression) }
      for with in expression.with {
        check(with.target)
        check(with.value)
      }
    }
  }

  private mutating func check(_ term: Term) {
    switch term.node {
    case .array(let terms), .set(let terms): for term in terms { check(term) }
    case .object(let items):
      for item in items {
        check(item.key)
        check(item.value)
      }
    case .call(let operation, let arguments): for term in [operation] + arguments { check(term) }
    case .reference(let path):
      if case .function(let function)? = checker.type(of: path, scope) {
        errors.append(unsupported(path, path.count - 1, .function(function)))
        return
      }
      if let error = follow(path) { errors.append(error) }
      for step in path { check(step) }
    case .null, .boolean, .number, .string, .variable, .arrayComprehension, .setComprehension,
      .objectComprehension, .template:
      return
    }
  }

  // MARK: Following one

  /// Looks for the reference in every environment from the innermost on.
  private func follow(_ path: [Term]) -> TypeError? {
    var next: TypeEnvironment? = scope
    while let current = next {
      if case .variable(let name) = path[0].node, let type = current.variables[name] {
        return follow(path, from: 1, in: type)
      }
      if let tree = current.documents?.child(path[0]) {
        switch follow(path, through: tree) {
        case .unknown: break
        case .found: return nil
        case .failed(let error): return error
        }
      }
      next = current.next
    }
    guard case .variable(let root) = path[0].node, Term.isRoot(root) else {
      return follow(path, from: 0, in: .anything)
    }
    return follow(path, from: 1, in: .anything)
  }

  private enum Outcome {
    case found
    case failed(TypeError)
    /// The tree does not have the place.
    case unknown
  }

  private func follow(_ path: [Term], through tree: TypeTree) -> Outcome {
    var node = tree
    for index in 1... {
      if let type = node.type { return follow(path, from: index, in: type).map { .failed($0) } ?? .found }
      if index == path.count { break }
      let step = path[index]
      if let error = checkStep(path, index, node) { return .failed(error) }
      guard let child = node.child(step) else { return .unknown }
      node = child
    }
    return .found
  }

  /// A bracket between packages and rules.
  private func checkStep(_ path: [Term], _ index: Int, _ node: TypeTree) -> TypeError? {
    let step = path[index]
    if index <= 2, !step.isAnyVariable, !step.isString {
      return invalid(path, index, have: checker.type(of: step, scope), want: .string, oneOf: node.keys)
    }
    guard case .variable(let name) = step.node else { return nil }
    let keys = node.isOpen ? .anything : StaticType.keys(of: checker.whole(node))
    return bind(name, to: keys, path, index) { node.keys }
  }

  /// A variable in a bracket: it gets the type of the keys, or has one that must fit.
  private func bind(
    _ name: String, to keys: StaticType?, _ path: [Term], _ index: Int, _ oneOf: () -> [Term]
  ) -> TypeError? {
    guard let known = checker.type(of: path[index], scope) else {
      scope.variables[name] = keys
      return nil
    }
    return StaticType.unifies(known, keys) ? nil : invalid(path, index, have: known, want: keys, oneOf: oneOf())
  }

  /// Follows the brackets from `index` on into a value of the type.
  private func follow(_ path: [Term], from index: Int, in type: StaticType) -> TypeError? {
    var type: StaticType? = type
    for index in index..<path.count {
      guard let keys = StaticType.keys(of: type) else { return unsupported(path, index - 1, type) }
      let step = path[index]
      switch step.node {
      case .variable(let name):
        if let error = bind(name, to: keys, path, index, { StaticType.propertyKeys(of: type) }) { return error }
        type = .values(of: type)
      case .reference(let inner):
        if let known = checker.type(of: inner, scope), !StaticType.unifies(known, keys) {
          return invalid(path, index, have: known, want: keys, oneOf: StaticType.propertyKeys(of: type))
        }
        type = .values(of: type)
      case .array, .object, .set:
        if !TypeInference(checker: checker, scope: scope).unify(step, with: keys) {
          return invalid(path, index, have: checker.type(of: step, scope), want: keys, oneOf: [])
        }
        type = .values(of: type)
      default:
        guard let selected = StaticType.select(type, step) else {
          return invalid(path, index, have: nil, want: keys, oneOf: StaticType.propertyKeys(of: type))
        }
        type = selected
      }
    }
    return nil
  }

  // MARK: Errors

  private func error(_ path: [Term], _ text: String, _ details: [String]) -> TypeError {
    TypeError(
      diagnostic: Diagnostic(.type, "undefined ref: \(text)", at: path[0].location, details: [text] + details))
  }

  /// What stands before the bracket after `index` has no parts.
  private func unsupported(_ path: [Term], _ index: Int, _ have: StaticType?) -> TypeError {
    let path = checker.written(path)
    let length = Term.path(Array(path[...max(index, 0)])).utf8.count
    return error(path, Term.path(path), [String(repeating: "^", count: length), "have: " + StaticType.text(have)])
  }

  /// There is no such key.
  private func invalid(
    _ path: [Term], _ index: Int, have: StaticType?, want: StaticType?, oneOf: [Term]
  ) -> TypeError {
    let path = checker.written(path)
    let space = String(repeating: " ", count: Term.path(Array(path[..<index])).utf8.count + 1)
    let found = have.map { "have (type): " + StaticType.text($0) } ?? "have: \(path[index])"
    let wanted =
      oneOf.isEmpty
      ? "want (type): " + StaticType.text(want)
      : "want (one of): [" + oneOf.map(\.description).joined(separator: " ") + "]"
    return error(path, Term.path(path), [space + "^", space + found, space + wanted])
  }
}

extension StaticType {
  /// The keys that objects of this type are known to have, in order.
  fileprivate static func propertyKeys(of type: StaticType?) -> [Term] {
    var keys = unsortedKeys(of: type)
    TermOrder.normalize(&keys)
    return keys
  }

  private static func unsortedKeys(of type: StaticType?) -> [Term] {
    switch type {
    case .object(let object): object.properties.map(\.key)
    case .any(let union): union.members.flatMap { unsortedKeys(of: $0) }
    default: []
    }
  }
}

extension Term {
  fileprivate var isString: Bool { if case .string = node { true } else { false } }
}
