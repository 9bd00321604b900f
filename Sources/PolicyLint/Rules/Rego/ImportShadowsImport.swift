import Rego

/// Two imports that are used under one name.
struct ImportShadowsImport: RegoRule {
  let id = "import-shadows-import"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "Of two imports of one name only one can be used."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    var known: [String: Import] = [:]
    for value in module.syntax.imports where !value.isOfLanguage {
      guard let first = known[value.usedName] else {
        known[value.usedName] = value
        continue
      }
      let isSame = first.path.description == value.path.description
      report(
        finding(
          isSame
            ? "`\(value.path)` is imported twice"
            : "`\(value.usedName)` is also the name of the import `\(first)` in row \(first.location.row)",
          at: value.location, in: module,
          remedy: isSame ? "remove one of the imports" : "give one of them another name by `as`"))
    }
  }
}
