import Rego

/// Definitions of one rule with others between them.
struct MessyRule: RegoRule {
  let id = "messy-rule"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A rule whose definitions are scattered is read in part."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    var finished: [String: Int] = [:]
    var current: (path: String, row: Int)?
    for rule in module.syntax.rules {
      let path = rule.head.reference.map(\.description).joined(separator: ".")
      if path != current?.path {
        if let current { finished[current.path] = current.row }
        if let row = finished[path], !rule.isDefault {
          report(
            finding(
              "`\(path)` goes on here, and is defined in row \(row) too", at: rule.location, in: module,
              remedy: "put its definitions together"))
        }
      }
      current = (path, rule.location.row)
    }
  }
}
