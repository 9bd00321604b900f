import Rego

/// Imports of parts of `input`.
struct ImportInput: RegoRule {
  let id = "import-input"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "An imported part of `input` hides where a value comes from."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for value in module.syntax.imports where value.path.path.count > 1 && value.path.path[0].isVariable("input") {
      report(
        finding(
          "`\(value.path)` is imported: readers of `\(value.usedName)` do not see that the request says it",
          at: value.location, in: module, remedy: "write `\(value.path)` where it is used"))
    }
  }
}
