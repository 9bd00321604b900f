import PolicyDomain

/// A pattern for roles that fits none of them is never true.
struct UnmatchedPatternRule: DomainRule {
  let id = "unmatched-pattern"
  let category = LintCategory.selectors
  let severity = LintFinding.Severity.warning
  let summary = "a pattern in Rego for roles, groups, scopes or resource groups that none of the domains' fits"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    let known = SpelledMRNs(bundles.set)
    for module in bundles.modules {
      for literal in RegoStrings(module.snippet.source.bytes) where literal.text.hasPrefix("mrn:") {
        let text = literal.text
        let special: Set<Character> = ["[", "]", "{", "}", "?", "\\", "%", "("]
        guard text.contains("*"), !text.contains(where: special.contains), let kind = known.kind(of: text),
          !known.isMatched(text.replacing(".*", with: "*"), kind)
        else { continue }
        report(
          LintFinding(
            rule: id, severity: severity, "no \(kind.rawValue) of the domains fits `\(text)`",
            at: module.snippet.position(row: literal.row, column: literal.column), domain: module.domain,
            entity: module.entity, field: "rego", remedy: "define one, or correct the pattern"))
      }
    }
  }
}
