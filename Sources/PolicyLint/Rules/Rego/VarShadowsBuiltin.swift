import Rego

/// Variables that have the name of a built-in function.
struct VarShadowsBuiltin: RegoRule {
  let id = "var-shadows-builtin"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "A variable under the name of a built-in: who adds a call of the built-in calls the variable."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for names in module.index.variables {
      for (name, places) in names where BuiltinNames.plain.contains(name) && module.index.isLocal(name) {
        guard let first = places.min(by: { $0.offset < $1.offset }) else { continue }
        report(
          finding(
            "the variable `\(name)` has the name of a built-in", at: first, in: module, remedy: "rename the variable"))
      }
    }
  }
}
