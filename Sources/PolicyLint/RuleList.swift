/// All rules, and what can be told about them.
public struct RuleList: Sendable {
  public var domain: [any DomainRule]
  public var file: [any FileRule]
  public var rego: [any RegoRule]

  /// Every rule there is.
  public static let all = RuleList(domain: DomainRules.all, file: DomainRules.files, rego: RegoRules.all)

  /// What linting says about files itself, beside all rules.
  public static let builtIn: [any LintRule] = LoadingRule.all

  /// Everything that findings may name, by category and id.
  public static let catalogue: [any LintRule] = {
    let rules: [any LintRule] = builtIn + all.domain + all.file + all.rego
    let order = LintCategory.allCases
    return rules.sorted { first, second in
      let (a, b) = (order.firstIndex(of: first.category)!, order.firstIndex(of: second.category)!)
      return a == b ? first.id < second.id : a < b
    }
  }()

  static let byID = Dictionary(catalogue.map { ($0.id, $0) }) { first, _ in first }

  /// The rule of this id.
  public static func rule(_ id: String) -> (any LintRule)? { byID[id] }

  /// Whether levels may name it: a rule or a category.
  public static func knows(_ name: String) -> Bool { byID[name] != nil || LintCategory(rawValue: name) != nil }

  /// Every name that levels may use.
  public static let names = LintCategory.allCases.map(\.rawValue) + catalogue.map(\.id)
}

extension RuleList {
  /// Whether the rule is of the kind that the linter of the reference has.
  static func isRegal(_ rule: any LintRule) -> Bool {
    rule is any RegoRule && [.style, .bugs, .performance].contains(rule.category)
  }

  static func isRegal(_ id: String) -> Bool { byID[id].map(isRegal) ?? false }

  static func stage(of id: String) -> LintStage { (byID[id] as? LoadingRule)?.stage ?? .rule }
}
