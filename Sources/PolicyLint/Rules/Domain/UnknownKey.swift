import PolicyDomain

/// A key that nobody reads has no effect, and the one that was meant is missing.
struct UnknownKeyRule: FileRule {
  let id = "unknown-key"
  let category = LintCategory.loading
  let severity = LintFinding.Severity.warning
  let summary = "a key that has no effect, often a misspelt one"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    for unknown in file.domain.unknownKeys {
      let key = unknown.key.value
      report(
        finding(
          "key `\(key)` in \(unknown.place) has no effect", at: unknown.key.position, in: file.domain,
          remedy: remedy(unknown, file.domain),
          fix: unknown.isNearestThere ? nil : unknown.nearest.map { .replacing(unknown.key, by: $0) }))
    }
  }

  private func remedy(_ unknown: UnknownKey, _ domain: Domain) -> String {
    if let nearest = unknown.nearest { return "did you mean `\(nearest)`?" }
    let key = unknown.key.value
    if domain.version == .v1alpha3, ["resources", "annotation-defaults", "merge"].contains(key) {
      return "`\(key)` needs `apiVersion: \(APIVersion.v1alpha4.rawValue)` or later"
    }
    if key == "rego_filename" { return "write `kind: PolicyDomainReference` to have the file read" }
    return "remove it"
  }
}
