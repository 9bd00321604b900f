import Rego

/// Imports that bring nothing: of a whole document, or of the module's own package.
struct PointlessImport: RegoRule {
  let id = "pointless-import"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "An import of `input`, `data` or the module's own package brings nothing."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    let own = module.syntax.package.map(\.description)
    for value in module.syntax.imports where value.alias == nil || value.alias == value.path.path.last?.variableName {
      let path = value.path.path
      let isRoot = path.count == 1 && !value.isOfLanguage
      guard isRoot || path.map(\.description) == own else { continue }
      report(
        finding(
          isRoot ? "`\(value.path)` is there without an import" : "`\(value.path)` is this module's own package",
          at: value.location, in: module, remedy: "remove the import"))
    }
  }
}
