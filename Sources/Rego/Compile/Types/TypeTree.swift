/// The types of documents, by their paths. Belongs to one ``TypeEnvironment``.
final class TypeTree: @unchecked Sendable {
  typealias Key = RuleTree.Key

  /// The type of what is known to stand here; nil for places on the way.
  private(set) var type: StaticType?
  private(set) var children: [Key: TypeTree] = [:]
  private var ordered: [(key: Term, child: TypeTree)] = []
  /// Whether a rule puts something under keys that are not known.
  private(set) var isOpen = false
  /// Grows with every change here or below.
  private(set) var version = 0

  func child(_ term: Term) -> TypeTree? { Key(term).flatMap { children[$0] } }

  private func child(making key: Key, _ term: Term) -> TypeTree {
    if let known = children[key] { return known }
    let made = TypeTree()
    children[key] = made
    ordered.append((term, made))
    return made
  }

  /// Sets the type at a path of constants.
  func put(_ type: StaticType, at path: some Sequence<Term>) {
    var node = self
    node.version += 1
    for term in path {
      guard let key = Key(term) else {
        node.isOpen = true
        return
      }
      node = node.child(making: key, term)
      node.version += 1
    }
    node.type = type
  }

  /// Adds the type of a rule at its path: types that stand there already are joined with it, objects on the way get
  /// the property.
  func insert(_ type: StaticType, at path: [Term]) {
    var node = self
    node.version += 1
    for (index, term) in path.enumerated() {
      guard let key = Key(term) else {
        node.isOpen = true
        return
      }
      node = node.child(making: key, term)
      node.version += 1
      if index + 1 < path.count, case .object(let object) = node.type {
        node.type = object.adding(type, at: path[(index + 1)...])
      }
    }
    node.type = TypeTree.merge(node.type, type)
    if case .object = type {
      for (path, leaf) in node.leaves {
        guard case .object(let object) = node.type else { return }
        node.type = object.adding(leaf, at: path[...])
      }
    }
  }

  /// The first types below, with the paths to them.
  private var leaves: [(path: [Term], type: StaticType)] {
    var found: [(path: [Term], type: StaticType)] = []
    var waiting = ordered.map { (path: [$0.key], node: $0.child) }
    while let (path, node) = waiting.popLast() {
      if let type = node.type {
        found.append((path, type))
      } else {
        waiting += node.ordered.map { (path: path + [$0.key], node: $0.child) }
      }
    }
    return found
  }

  /// The keys below, in order.
  var keys: [Term] { ordered.map(\.key).sorted { TermOrder.compare($0, $1) < 0 } }

  /// The object of all that is known below. Base documents may hold more.
  var whole: StaticType? {
    if let type { return type }
    let properties = ordered.map { ObjectType.Property(key: $0.key, value: $0.child.whole) }
    return .object(properties, rest: ObjectType.Rest(key: .string, value: .anything))
  }

  /// What two rules of one path give together.
  private static func merge(_ a: StaticType?, _ b: StaticType?) -> StaticType? {
    guard let a else { return b }
    guard let b else { return a }
    switch (a, b) {
    case (.object(let x), .object(let y)):
      guard let first = x.onlyRest, let second = y.onlyRest else { return .or(a, b) }
      return .object(from: .or(first.key, second.key), to: merge(first.value, second.value))
    case (.object(let object), .any(let union)), (.any(let union), .object(let object)):
      return merge(object, into: union)
    case (.set(let x), .set(let y)): return .set(of: .or(x.member, y.member))
    default: return .or(a, b)
    }
  }

  /// An object without properties joins the first one like it.
  private static func merge(_ object: ObjectType, into union: UnionType) -> StaticType? {
    if let own = object.onlyRest {
      for member in union.members {
        guard case .object(let other) = member, let rest = other.onlyRest else { continue }
        let joined = StaticType.object(from: .or(rest.key, own.key), to: .or(rest.value, own.value))
        let others = union.members.filter { StaticType.compare($0, member) != 0 }
        return .or(.union(ofSorted: others).unlessEmpty(others), joined)
      }
    }
    return .or(.any(union), .object(object))
  }
}

extension StaticType {
  fileprivate func unlessEmpty(_ members: [StaticType]) -> StaticType? { members.isEmpty ? nil : self }
}

extension ObjectType {
  /// The dynamic part of an object that has no properties.
  fileprivate var onlyRest: Rest? { properties.isEmpty ? rest : nil }

  /// This object with something at a path that becomes part of what is dynamic.
  fileprivate func adding(_ type: StaticType, at path: ArraySlice<Term>) -> StaticType {
    guard let first = path.first else { return .object(self) }
    let key = StaticType(ofKey: first)
    let value = path.count == 1 ? type : ObjectType(properties: [], rest: nil).adding(type, at: path.dropFirst())
    let joined = Rest(key: .or(rest?.key, key), value: .or(rest?.value, value))
    return .object(properties, rest: joined)
  }
}
