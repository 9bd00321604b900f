public import Rego

/// A test rule.
public struct RegoTest: Sendable {
  /// `data.shop.orders`.
  public let package: String
  /// `test_read`; `test_read#01` where it is the second rule of its name; `orders.test_read` where more parts of the
  /// head stand before.
  public let name: String
  /// Where the rule begins.
  public let location: Location
  /// Whether its name begins with `todo_`: it is not run.
  public let isLeftOut: Bool
  /// Whether the rest of the head names cases: `test_read[name]`.
  public let hasCases: Bool
  /// A function is no test; whoever asks for its value is told so.
  let isFunction: Bool
  /// The way from `data` to the value.
  let path: [Term]

  /// `data.shop.orders.test_read`: what `--run` looks at.
  public var fullName: String { Term(.reference(path), at: .none).description }

  var names: [String] {
    path.dropFirst().map { part in
      if case .string(let name) = part.node { name } else { part.description }
    }
  }

  init(_ rule: Rule, named head: [Term], in module: Module, isLeftOut: Bool) {
    package = Term(.reference(module.package), at: .none).description
    name = Term(.reference(head), at: .none).description
    location = rule.location
    self.isLeftOut = isLeftOut
    hasCases = Self.hasCases(rule)
    isFunction = rule.head.arguments != nil
    path = module.package + head.map(Self.step)
  }

  /// The first part of a head is a variable; below a package it is a name like all others.
  private static func step(_ part: Term) -> Term {
    guard case .variable(let name) = part.node else { return part }
    return Term(.string(name), at: part.location)
  }

  /// Whether the value is an object that the reference takes for one of cases: `test_read.admin := true` makes one,
  /// `test_read.admin if true` does not.
  private static func hasCases(_ rule: Rule) -> Bool {
    let head = rule.head
    guard head.key == nil, head.arguments == nil else { return false }
    if head.reference.count == 2, !rule.hasIf { return true }
    return !head.reference.dropFirst().allSatisfy(\.isScalar)
  }
}
