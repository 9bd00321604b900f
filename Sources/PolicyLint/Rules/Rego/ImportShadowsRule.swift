import Rego

/// Imports that have the name of a rule of the module.
struct ImportShadowsRule: RegoRule {
  let id = "import-shadows-rule"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "An import under the name of a rule: a reference means one of them, readers may think of the other."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for value in module.syntax.imports where !value.isOfLanguage {
      guard let rule = module.index.rules(named: value.usedName).first else { continue }
      report(
        finding(
          "the import `\(value.usedName)` has the name of the rule in row \(rule.location.row)", at: value.location,
          in: module, remedy: "import it under another name by `as`, or rename the rule"))
    }
  }
}
