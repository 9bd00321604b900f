import Rego

/// Heads with `=` where `:=` is meant.
struct UseAssignmentOperator: RegoRule {
  let id = "use-assignment-operator"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "`=` in a head looks like the unification that it is not."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.rules where !site.isChained {
      let head = site.rule.head
      guard !head.isAssignment, !head.isValueGenerated, let value = head.value,
        let sign = module.equalsSign(before: value)
      else { continue }
      report(
        finding(
          "`\(site.isElse ? "else" : site.name)` gets its value by `=`", at: module.location(sign), in: module,
          remedy: "write `:=`", fix: module.fix(sign, ":=")))
    }
  }
}
