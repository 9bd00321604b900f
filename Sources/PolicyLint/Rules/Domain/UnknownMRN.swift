import PolicyDomain

/// Rego that compares with a role that nobody defines is never true.
struct UnknownMRNRule: DomainRule {
  let id = "unknown-mrn"
  let category = LintCategory.naming
  let severity = LintFinding.Severity.warning
  let summary = "Rego that spells a role, group, scope or resource group that no domain defines"

  /// For more findings nobody looks for what was meant: it is compared with every MRN.
  private static let suggestionCountMax = 20

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    let known = SpelledMRNs(bundles.set)
    var suggestionsLeft = Self.suggestionCountMax
    for module in bundles.modules {
      for literal in RegoStrings(module.snippet.source.bytes) where literal.text.hasPrefix("mrn:") {
        let text = literal.text
        // Patterns, formats and beginnings are no MRNs.
        guard let kind = known.kind(of: text), !known.isDefined(text, kind), !text.contains("*"), !text.contains("%"),
          text.last != ":"
        else { continue }
        let nearest = suggestionsLeft > 0 ? NearestWord.of(text, among: known.defined[kind] ?? []) : nil
        suggestionsLeft -= 1
        report(
          LintFinding(
            rule: id, severity: severity, "no domain defines the \(kind.rawValue) `\(text)`",
            at: module.snippet.position(row: literal.row, column: literal.column), domain: module.domain,
            entity: module.entity, field: "rego",
            remedy: nearest.map { "did you mean `\($0)`?" } ?? "define it, or correct the spelling"))
      }
    }
  }
}
