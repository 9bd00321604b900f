import Rego

/// Policies whose `allow` is not of the kind that their phase takes.
struct WrongResultType: RegoRule {
  let id = "wrong-result-type"
  let category = LintCategory.decisions
  let severity = LintFinding.Severity.warning
  let summary = "Policies of operations answer with an integer, all others with a boolean; anything else denies."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard let allow = AllowRules(module), !module.phases.isEmpty else { return }
    let isForOperations = module.phases.contains(.operation)
    // Another rule says that no answer fits both.
    if isForOperations, module.phases.count > 1 { return }
    for site in allow.sites where !site.isChained {
      guard let problem = problem(site.rule, isForOperations) else { continue }
      report(
        finding(
          "`allow` is \(problem) here, and \(isForOperations ? "an operation takes an integer" : "this policy is to give a boolean"): the request is denied",
          at: site.rule.location, in: module,
          remedy: isForOperations
            ? "give 1 to grant, 0 to let the other phases decide, -1 to deny" : "give `true` or `false`"))
    }
  }

  private func problem(_ rule: Rule, _ wantsNumber: Bool) -> String? {
    if rule.head.arguments != nil { return "a function" }
    if rule.head.key != nil { return "a set" }
    if rule.head.reference.count > 1 { return "an object" }
    guard let value = rule.head.value else { return nil }
    let kind = rule.head.isValueGenerated ? ValueKind.boolean : ValueKind(value)
    guard let kind else { return nil }
    if kind != (wantsNumber ? .number : .boolean) { return value.isScalar ? "`\(value)`" : kind.withArticle }
    // `2.0` is an integer; whether `15e-1` is one is left to the evaluation.
    if wantsNumber, case .number(let digits) = value.node, !digits.utf8.contains(UInt8(ascii: "e")),
      digits.drop(while: { $0 != "." }).dropFirst().contains(where: { $0 != "0" })
    {
      return "`\(digits)`"
    }
    return nil
  }
}
