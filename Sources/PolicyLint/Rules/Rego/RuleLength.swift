import Rego

/// Rules of more than 50 rows.
struct RuleLength: RegoRule {
  let id = "rule-length"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A rule of more than 50 rows asks several things that deserve names."

  private static let rowsMax = 50

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.rules where !site.isElse && !site.rule.isBodyGenerated && !site.rule.isDefault {
      let end = module.lines.rowNumber(of: max(site.rule.location.end - 1, site.rule.location.offset))
      let rows = end - site.rule.location.row + 1
      guard rows > Self.rowsMax else { continue }
      report(
        finding(
          "`\(site.name)` has \(rows) rows", at: site.rule.location, in: module,
          remedy: "make rules of its parts, and name them"))
    }
  }
}
