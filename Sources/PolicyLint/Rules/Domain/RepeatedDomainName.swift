import PolicyDomain

/// Of two domains of one name the first is loaded, the other ignored as a whole.
struct RepeatedDomainNameRule: DomainRule {
  let id = "repeated-domain-name"
  let category = LintCategory.loading
  let severity = LintFinding.Severity.warning
  let summary = "a domain whose name an earlier file has, and which is ignored"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    var first: [String: String] = [:]
    for file in bundles.files {
      let name = file.domain.name
      guard let known = first[name.value] else {
        first[name.value] = file.name
        continue
      }
      report(
        finding(
          "domain `\(name.value)` is already loaded from \(known): this file is ignored",
          at: name.position.line == 0 ? SourcePosition(file: file.name, line: 1, column: 1) : name.position,
          in: file.domain, field: "metadata.name", remedy: "give each domain a name of its own"))
    }
  }
}
