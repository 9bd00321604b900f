import Rego

/// Imports that take the name of a built-in function, or of the family of one.
struct ImportShadowsBuiltin: RegoRule {
  let id = "import-shadows-builtin"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "An import under the name of a built-in hides the built-in."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for value in module.syntax.imports where !value.isOfLanguage && BuiltinNames.roots.contains(value.usedName) {
      let name = value.usedName
      let what = ValueKind.isBuiltin(name) ? "the built-in `\(name)`" : "the built-ins `\(name).…`"
      report(
        finding(
          "the import `\(name)` hides \(what)", at: value.location, in: module,
          remedy: "import it under another name by `as`"))
    }
  }
}
