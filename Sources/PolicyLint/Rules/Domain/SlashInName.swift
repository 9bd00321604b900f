import PolicyDomain

/// A `/` in a reference separates domain and MRN, so that names with one cannot be referred to.
struct SlashInNameRule: FileRule {
  let id = "slash-in-name"
  let category = LintCategory.naming
  let severity = LintFinding.Severity.warning
  let summary = "a `/` in the name of a domain or in an MRN, which references cannot spell"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    let domain = file.domain
    if domain.name.value.contains("/") {
      report(
        finding(
          "the domain's name `\(domain.name.value)` holds a `/`: other domains cannot refer to it",
          at: domain.name.position, in: domain, field: "metadata.name", remedy: "write `-` or `.` instead"))
    }
    for kind in [DomainEntity.Kind.library, .policy, .role, .resourceGroup] {
      for entry in domain.entries(kind) {
        guard let mrn = entry.mrn, mrn.value.contains("/") else { continue }
        report(
          finding(
            "\(kind.rawValue) `\(mrn.value)` holds a `/`: a reference to it reads as one to another domain",
            at: mrn.position, in: domain, entry.entity, field: "mrn",
            remedy: "write `:` or `-` instead, or refer to it as `\(domain.name.value)/\(mrn.value)`"))
      }
    }
  }
}
