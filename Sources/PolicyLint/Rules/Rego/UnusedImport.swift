import Rego

/// Imports that nothing refers to.
struct UnusedImport: RegoRule {
  let id = "unused-import"
  let category = LintCategory.style
  let severity = LintFinding.Severity.warning
  let summary = "An import that nothing uses suggests a dependency that is none."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for value in module.syntax.imports where !value.isOfLanguage {
      let name = value.usedName
      guard !name.isEmpty, name != "input", name != "data" else { continue }
      guard !module.index.names.contains(name) else { continue }
      let row = value.location.row
      let isAlone = module.text(of: row).hasPrefix("import ") && !module.text(of: row).contains(";")
      let fix = isAlone ? module.removal(ofRow: row).map { LintFinding.Fix([$0]) } : nil
      report(
        finding(
          "the import `\(name)` is not used", at: value.location, in: module, remedy: "remove it", fix: fix))
    }
  }
}

extension LintedModule {
  /// The text of a row.
  func text(of row: Int) -> String { String(decoding: lines.row(row), as: UTF8.self) }
}
