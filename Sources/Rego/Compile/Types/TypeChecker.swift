/// Infers the types of variables, and finds expressions that can never be true because of types.
///
/// It follows the reference's checker step for step, as its errors depend on the order of inference. It differs where
/// that takes exponential time: a comprehension within others is checked once, in the body that holds it.
final class TypeChecker {
  private let locals: LocalNames
  private var builtins: BuiltinTypes
  /// The types of whole parts of documents, with the version they were made of.
  private var wholes: [ObjectIdentifier: (version: Int, type: StaticType?)] = [:]

  init(_ registry: BuiltinRegistry, _ locals: LocalNames) {
    builtins = BuiltinTypes(registry)
    self.locals = locals
  }

  func builtin(_ name: String) -> FunctionType? { builtins.type(of: name) }

  /// A reference with the author's names.
  func written(_ path: [Term]) -> [Term] {
    path.map { term in
      if case .variable(let name) = term.node { Term(.variable(locals.written(name)), at: term.location) } else { term }
    }
  }

  // MARK: Bodies

  /// Checks a body, and returns what its variables are.
  func check(_ body: Body, within outer: TypeEnvironment) -> (TypeEnvironment, [TypeError]) {
    let scope = TypeEnvironment(within: outer)
    var errors: [TypeError] = []
    for expression in body { check(expression, scope, &errors) }
    scope.closures = [:]
    return (scope, errors)
  }

  private func check(_ expression: Expression, _ scope: TypeEnvironment, _ errors: inout [TypeError]) {
    if !scope.closures.isEmpty { scope.closures = [:] }
    let before = errors.count
    errors += closureErrors(expression, scope)
    var references = ReferenceTypes(checker: self, scope: scope)
    references.check(expression)
    errors += references.errors
    guard let error = error(in: expression, scope) else { return }
    if errors.count == before || !error.isByUnknown { errors.append(error) }
  }

  /// The errors of the last comprehension that has some.
  private func closureErrors(_ expression: Expression, _ scope: TypeEnvironment) -> [TypeError] {
    var errors: [TypeError] = []
    withoutActuallyEscaping({ (term: Term) in
      guard term.isComprehension else { return true }
      let found = self.closure(term, scope).errors
      if !found.isEmpty { errors = found }
      return false
    }) { visit in
      var visitor = SyntaxVisitor()
      visitor.visitTerm = visit
      visitor.visit(expression)
    }
    return errors
  }

  private func closure(_ term: Term, _ scope: TypeEnvironment) -> ClosureTypes {
    guard term.location.source != nil else { return checkClosure(term, scope) }
    let key = ClosureKey(offset: term.location.offset, kind: term.kindName)
    if let known = scope.closures[key] { return known }
    let types = checkClosure(term, scope)
    scope.closures[key] = types
    return types
  }

  private func checkClosure(_ term: Term, _ scope: TypeEnvironment) -> ClosureTypes {
    switch term.node {
    case .arrayComprehension(let head, let body):
      return checkClosure(body, scope) { .array([], rest: self.type(of: head, $0)) }
    case .setComprehension(let head, let body):
      return checkClosure(body, scope) { .set(of: self.type(of: head, $0)) }
    case .objectComprehension(let key, let value, let body):
      return checkClosure(body, scope) { .object(from: self.type(of: key, $0), to: self.type(of: value, $0)) }
    default: return ClosureTypes(errors: [], type: nil)
    }
  }

  private func checkClosure(
    _ body: Body, _ scope: TypeEnvironment, _ type: (TypeEnvironment) -> StaticType
  ) -> ClosureTypes {
    let (inner, errors) = check(body, within: scope)
    return ClosureTypes(errors: errors, type: errors.isEmpty ? type(inner) : nil)
  }

  // MARK: Types of terms

  func type(of term: Term, _ scope: TypeEnvironment) -> StaticType? {
    switch term.node {
    case .null: return .null
    case .boolean: return .boolean
    case .number: return .number
    case .string: return .string
    case .variable(let name): return type(ofVariable: name, scope)
    case .reference(let path): return type(of: path, scope)
    case .array(let elements):
      return .array(elements.map { type(of: $0, scope) }, rest: elements.isEmpty ? .anything : nil)
    case .set(let elements):
      return .set(of: elements.reduce(nil) { StaticType.or($0, type(of: $1, scope)) } ?? .anything)
    case .object(let items): return type(of: items, scope)
    case .arrayComprehension, .setComprehension, .objectComprehension: return closure(term, scope).type
    case .call, .template: return nil
    }
  }

  /// A variable that is not known may have the name of a built-in, and is that then.
  func type(ofVariable name: String, _ scope: TypeEnvironment) -> StaticType? {
    scope.type(ofVariable: name) ?? builtin(name).map { .function($0) }
  }

  private func type(of items: [ObjectItem], _ scope: TypeEnvironment) -> StaticType {
    if items.isEmpty { return .object(from: .anything, to: .anything) }
    var properties: [ObjectType.Property] = []
    var rest: ObjectType.Rest?
    for item in items {
      let value = type(of: item.value, scope)
      if item.key.isConstant {
        properties.append(ObjectType.Property(key: item.key.asTypeKey, value: value))
      } else {
        rest = ObjectType.Rest(key: type(of: item.key, scope), value: value)
      }
    }
    return .object(properties, rest: rest)
  }

  /// The type of what a reference leads to; nil when that is nothing.
  func type(of path: [Term], _ scope: TypeEnvironment) -> StaticType? {
    guard case .variable(let root) = path[0].node else { return nil }
    var next: TypeEnvironment? = scope
    while let current = next {
      if let type = current.variables[root] { return .select(type, path.dropFirst()) }
      if let tree = current.documents?.child(path[0]), let place = find(path.dropFirst(), tree) { return place.type }
      next = current.next
    }
    if Term.isRoot(root) { return .anything }
    return Term(.reference(path), at: .none).builtinName.flatMap(builtin).map { .function($0) }
  }

  private struct Place {
    let type: StaticType?
  }

  /// Nil when the tree knows nothing of the place.
  private func find(_ path: ArraySlice<Term>, _ tree: TypeTree) -> Place? {
    var (node, rest) = (tree, path)
    while let step = rest.first {
      if let child = node.child(step) {
        (node, rest) = (child, rest.dropFirst())
      } else if let type = node.type {
        return Place(type: .select(type, rest))
      } else if !step.isConstant {
        return Place(type: .select(whole(node), rest))
      } else {
        return nil
      }
    }
    return Place(type: whole(node))
  }

  /// The type of everything at and below a place.
  func whole(_ tree: TypeTree) -> StaticType? {
    if let type = tree.type { return type }
    if let known = wholes[ObjectIdentifier(tree)], known.version == tree.version { return known.type }
    let type = tree.whole
    wholes[ObjectIdentifier(tree)] = (tree.version, type)
    return type
  }
}
