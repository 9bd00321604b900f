import PolicyDomain

/// MRNs are opaque to the engine; the scheme keeps them apart and searchable.
struct MRNSchemeRule: FileRule {
  let id = "mrn-scheme"
  let category = LintCategory.naming
  let severity = LintFinding.Severity.info
  let summary = "an MRN that is not of the form `mrn:<type>:<namespace>:<class>:<instance>`"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    for kind in [DomainEntity.Kind.library, .policy, .role, .group, .resourceGroup, .scope] {
      for entry in file.domain.entries(kind) {
        guard let mrn = entry.mrn, !mrn.value.isEmpty, let problem = MRN(mrn.value).problem else { continue }
        report(
          finding(
            "\(kind.rawValue) `\(mrn.value)` \(problem)", at: mrn.position, in: file.domain, entry.entity, field: "mrn",
            // A blank is compared like any other character, and hardly ever meant.
            severity: problem.contains("white space") ? .warning : nil,
            remedy: "write `mrn:<type>:<namespace>:\(kind.rawValue):<name>`, shorter ones such as "
              + "`mrn:iam:\(kind.rawValue):<name>` will do"))
      }
    }
  }
}
