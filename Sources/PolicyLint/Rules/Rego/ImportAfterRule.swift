import Rego

/// Imports below rules.
struct ImportAfterRule: RegoRule {
  let id = "import-after-rule"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "Imports below rules are overlooked, and keywords that they bring are unknown above them."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard let first = module.syntax.rules.first else { return }
    for value in module.syntax.imports where value.location.offset > first.location.offset {
      report(
        finding(
          "`\(value.path)` is imported below a rule", at: value.location, in: module,
          remedy: "move the import up, below the package"))
    }
  }
}
