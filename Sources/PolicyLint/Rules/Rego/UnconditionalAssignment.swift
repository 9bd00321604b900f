import Rego

/// `name := x { x := f(input) }`.
struct UnconditionalAssignment: RegoRule {
  let id = "unconditional-assignment"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A body that only assigns the head's value makes an unconditional rule look conditional."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.rules where !site.isElse && site.rule.elseRule == nil && site.rule.body.count == 1 {
      let rule = site.rule
      guard let name = rule.head.value?.variableName, module.index.isLocal(name), rule.head.key == nil,
        let call = rule.body[0].call, call.name == "assign" || call.name == "eq", rule.body[0].with.isEmpty,
        call.arguments.count == 2, call.arguments[0].isVariable(name)
      else { continue }
      report(
        finding(
          "the body of `\(site.name)` only assigns its value", at: rule.location, in: module,
          remedy: "write the value in the head, without a body"))
    }
  }
}
