import Rego

/// Reads out of accounts of evaluations which changes of the request would make failing expressions hold, and holding
/// ones that deny fail.
struct DemandCollector {
  private let factory: ChangeFactory
  private(set) var changes: [RequestChange] = []
  private var seen: Set<RequestChange.Edit> = []
  private var visited: Set<Visit> = []

  private struct Visit: Hashable {
    let document: ObjectIdentifier
    let wantsHolding: Bool
  }

  /// Changes that one policy may suggest.
  static let changesMax = 60

  init(_ factory: ChangeFactory) { self.factory = factory }

  /// - Parameter grants: whether a value of the policy grants.
  mutating func collect(_ root: DocumentAccount, grants: (Value) -> Bool) {
    for rule in root.rules where !rule.isDefault {
      if let value = rule.value {
        if !grants(value) { for condition in rule.conditions { breakUp(condition, depth: 0) } }
      } else if rule.constant.map(grants) ?? true {
        for failure in rule.failures { satisfy(failure, depth: 0) }
      }
    }
  }

  // MARK: Walking

  private mutating func satisfy(_ expression: ExpressionAccount, depth: Int) {
    if let requirement = expression.requirement { add(requirement, inverted: false) }
    for document in expression.documents { want(document, holding: !expression.isNegated, depth: depth) }
    guard !expression.isNegated, depth < 8 else { return }
    for inner in expression.inner { satisfy(inner, depth: depth + 1) }
  }

  private mutating func breakUp(_ expression: ExpressionAccount, depth: Int) {
    if let requirement = expression.requirement { add(requirement, inverted: true) }
    for document in expression.documents { want(document, holding: expression.isNegated, depth: depth) }
  }

  private mutating func want(_ document: DocumentAccount, holding: Bool, depth: Int) {
    let visit = Visit(document: ObjectIdentifier(document), wantsHolding: holding)
    guard depth < 8, visited.insert(visit).inserted else { return }
    for rule in document.rules where !rule.isDefault {
      if holding, rule.value == nil, !document.value.isTrue {
        for failure in rule.failures { satisfy(failure, depth: depth + 1) }
      } else if !holding, rule.value != nil, document.holds {
        for condition in rule.conditions { breakUp(condition, depth: depth + 1) }
      }
    }
  }

  // MARK: Relations

  private mutating func add(_ change: RequestChange?) {
    guard let change, changes.count < Self.changesMax, seen.insert(change.edit).inserted else { return }
    changes.append(change)
  }

  private mutating func add(_ requirement: Requirement, inverted: Bool) {
    let isNegated = requirement.isNegated != inverted
    let (left, right) = (requirement.left, requirement.right)
    switch (requirement.relation, isNegated) {
    case (.holds, false): for origin in left.origins { hold(origin, left.value) }
    case (.holds, true): for origin in left.origins { vanish(origin, left.value) }
    case (.equal, false), (.notEqual, true):
      compare(left.origins, with: right.value) { $0 == $1 }
      compare(right.origins, with: left.value) { $0 == $1 }
    case (.equal, true), (.notEqual, false):
      for origin in left.origins { differ(origin, left.value) }
      for origin in right.origins { differ(origin, right.value) }
    case (.less, false), (.greaterOrEqual, true): order(left, right, below: true, allowsEqual: false)
    case (.lessOrEqual, false), (.greater, true): order(left, right, below: true, allowsEqual: true)
    case (.greater, false), (.lessOrEqual, true): order(left, right, below: false, allowsEqual: false)
    case (.greaterOrEqual, false), (.less, true): order(left, right, below: false, allowsEqual: true)
    case (.member, false): join(left, right)
    case (.member, true): for case .input(let path) in right.origins { add(factory.removing(path)) }
    case (.prefix, false), (.suffix, false), (.contains, false):
      for case .input(let path) in left.origins { add(factory.setting(path, to: right.value)) }
    case (.prefix, true), (.suffix, true), (.contains, true):
      for case .input(let path) in left.origins { add(factory.removing(path)) }
    }
  }

  private mutating func hold(_ origin: ValueOrigin, _ value: Value) {
    switch origin {
    case .input(let path): add(factory.presenting(path, insteadOf: value))
    case .key(let path, let object):
      for (key, inner) in object.pairs.prefix(8) where !inner.isFalse { add(factory.setting(path, to: key)) }
    case .element: return
    }
  }

  private mutating func vanish(_ origin: ValueOrigin, _ value: Value) {
    guard case .input(let path) = origin else { return }
    add(value.isTrue ? factory.setting(path, to: .false) : factory.removing(path))
  }

  private mutating func differ(_ origin: ValueOrigin, _ value: Value) {
    guard case .input(let path) = origin else { return }
    if let flag = value.boolean { add(factory.setting(path, to: Value(!flag))) } else { add(factory.removing(path)) }
    // What differs from nothing is something.
    if value.isUndefined || value.count == 0 { add(factory.presenting(path, insteadOf: .undefined)) }
  }

  /// - Parameter holds: whether a value stands in the wanted relation to `other`.
  private mutating func compare(
    _ origins: [ValueOrigin], with other: Value, _ holds: (Value, Value) -> Bool
  ) {
    guard !other.isUndefined else { return offerKeys(origins) }
    for origin in origins {
      switch origin {
      case .input(let path): add(factory.setting(path, to: other))
      case .element(let path): add(factory.adding(other, to: path))
      case .key(let path, let object): choose(path, object) { holds($0, other) }
      }
    }
  }

  private mutating func choose(_ path: [Value], _ object: Value, _ holds: (Value) -> Bool) {
    let fitting = object.pairs.filter { holds($0.value) }
    // The least that fits first.
    for (key, _) in fitting.sorted(by: { $0.value < $1.value }).prefix(8) { add(factory.setting(path, to: key)) }
  }

  private mutating func order(
    _ left: RelationOperand, _ right: RelationOperand, below: Bool, allowsEqual: Bool
  ) {
    fit(left.origins, right.value, below: below, allowsEqual: allowsEqual)
    fit(right.origins, left.value, below: !below, allowsEqual: allowsEqual)
  }

  private mutating func fit(_ origins: [ValueOrigin], _ other: Value, below: Bool, allowsEqual: Bool) {
    guard !other.isUndefined else { return offerKeys(origins) }
    for origin in origins {
      switch origin {
      case .input(let path):
        if allowsEqual {
          add(factory.setting(path, to: other))
        } else if let number = other.integer, number.magnitude < 1 << 53 {
          add(factory.setting(path, to: Value(below ? number - 1 : number + 1)))
        }
      case .key(let path, let object):
        choose(path, object) { $0 == other ? allowsEqual : ($0 < other) == below }
      case .element(let path): if allowsEqual { add(factory.adding(other, to: path)) }
      }
    }
  }

  /// Nobody evaluated what the values of a table are compared with, because there was no key: any key may do.
  private mutating func offerKeys(_ origins: [ValueOrigin]) {
    for case .key(let path, let object) in origins { choose(path, object) { _ in true } }
  }

  private mutating func join(_ member: RelationOperand, _ collection: RelationOperand) {
    for origin in member.origins {
      switch origin {
      case .input(let path): for item in Self.items(collection.value) { add(factory.setting(path, to: item)) }
      case .element(let path): for item in Self.items(collection.value) { add(factory.adding(item, to: path)) }
      case .key(let path, let object): choose(path, object) { Self.items(collection.value).contains($0) }
      }
    }
    guard !member.value.isUndefined else { return }
    for origin in collection.origins {
      switch origin {
      case .input(let path): add(factory.adding(member.value, to: path))
      case .key(let path, let object): choose(path, object) { Self.items($0).contains(member.value) }
      case .element: continue
      }
    }
  }

  private static func items(_ value: Value) -> [Value] { Array(value.pairs.map(\.value).prefix(8)) }
}
