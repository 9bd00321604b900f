import Rego

/// The rules of a policy that decisions ask: `allow` in the package `authz`.
struct AllowRules {
  /// With `else`, in the order of the text.
  let sites: [SyntaxIndex.RuleSite]

  /// Nil for modules that are no policy, and for policies without such a rule.
  init?(_ module: LintedModule) {
    guard module.isPolicy, module.isPackage("authz") else { return nil }
    sites = module.index.sites(named: "allow")
    if sites.isEmpty { return nil }
  }

  var rules: [Rule] { sites.map(\.rule) }
  var defaultRule: Rule? { rules.first(where: \.isDefault) }

  /// Whether every one of them has one value and takes no parameters.
  var areComplete: Bool { rules.allSatisfy { $0.plainName != nil && $0.head.arguments == nil } }

  /// Whether `allow` has a value for every request.
  var isTotal: Bool { rules.contains { $0.isUnconditional } }

  /// Every value that `allow` may take, nil where one is computed. Rules that never hold do not count.
  var outcomes: [Term]? {
    var outcomes: [Term] = []
    for rule in rules where !rule.neverHolds {
      guard let value = rule.head.value, value.isConstant else { return nil }
      outcomes.append(value)
    }
    return outcomes
  }
}

extension Rule {
  /// Whether one of its conditions is `false` as it is written.
  var neverHolds: Bool {
    !isDefault
      && body.contains { expression in
        if let value = expression.term?.booleanValue { return value == expression.isNegated }
        guard !expression.isNegated, let call = expression.call, call.name == "equal" || call.name == "eq",
          call.arguments.count == 2, call.arguments.allSatisfy(\.isScalar)
        else { return false }
        return call.arguments[0].description != call.arguments[1].description
      }
  }
}

extension Term {
  /// 1, 0 or -1 for a number that is written out.
  var sign: Int? {
    guard case .number(let digits) = node else { return nil }
    if digits.hasPrefix("-") { return -1 }
    return digits.contains { ("1"..."9").contains($0) } ? 1 : 0
  }
}
