import Rego

/// `[x | some y in ys; x := y.name]`.
struct ComprehensionAssignment: RegoRule {
  let id = "comprehension-assignment"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A comprehension's head may be a term: no variable has to be assigned for it."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.bodies {
      guard case .comprehension(let head, _) = site.owner, head.count == 1, site.body.count > 1,
        let name = head[0].variableName, let last = site.body.last, let call = last.call, call.name == "assign",
        call.arguments[0].isVariable(name), case .reference = call.arguments[1].node, last.with.isEmpty
      else { continue }
      report(
        finding(
          "`\(name)` is assigned only to be the comprehension's head", at: last.location, in: module,
          remedy: "write `\(call.arguments[1])` in the head"))
    }
  }
}
