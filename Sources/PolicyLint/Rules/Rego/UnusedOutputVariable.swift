import Rego

/// `input.roles[i]` where nothing else uses `i`.
struct UnusedOutputVariable: RegoRule {
  let id = "unused-output-variable"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A variable in brackets that occurs nowhere else looks like a value that is compared."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.references {
      for step in site.steps.dropFirst() {
        guard let name = step.variableName, module.index.isLocal(name),
          module.index.occurrences(of: name, in: site.site).count == 1
        else { continue }
        report(
          finding(
            "`\(name)` occurs only here", at: step.location, in: module, remedy: "write `_`",
            fix: module.fix(step.location.offset..<step.location.end, "_")))
      }
    }
  }
}
