import Rego

/// Rules of one name with different values of which one always holds.
struct ConflictingRules: RegoRule {
  let id = "conflicting-rules"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "A value without conditions beside another one fails every decision in which the other holds."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for name in module.index.sitesByName.keys {
      let rules = module.index.rules(named: name).filter { !$0.isDefault && $0.plainName != nil }
      guard rules.count > 1, rules.allSatisfy({ $0.head.arguments == nil }),
        let fixed = rules.first(where: { $0.isUnconditional && $0.head.value?.isConstant == true }),
        let value = fixed.head.value
      else { continue }
      let others = rules.filter { rule in
        rule !== fixed && (rule.head.value.map { $0.isConstant && $0.description != value.description } ?? false)
      }
      guard let other = others.first, let otherValue = other.head.value else { continue }
      let hasDefault = module.index.rules(named: name).contains(where: \.isDefault)
      let isAlways = other.isUnconditional
      report(
        finding(
          "`\(name)` is `\(value)` without conditions, and `\(otherValue)` in row \(other.location.row)\(isAlways ? "" : " where that holds"): two values at once are an error, which denies",
          at: fixed.location, in: module,
          remedy: hasDefault || isAlways ? "remove one of them" : "write `default \(name) := \(value)`"))
    }
  }
}
