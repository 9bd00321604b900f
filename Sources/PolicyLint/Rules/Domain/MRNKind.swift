import PolicyDomain

/// An MRN that says `scope` for a role is looked for in the wrong place.
struct MRNKindRule: FileRule {
  let id = "mrn-kind"
  let category = LintCategory.naming
  let severity = LintFinding.Severity.warning
  let summary = "an MRN that names another kind of entity than its section"

  private static let kinds: [DomainEntity.Kind] = [.role, .group, .resourceGroup, .scope]

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    for kind in Self.kinds {
      for entry in file.domain.entries(kind) {
        guard let mrn = entry.mrn, let said = MRN(mrn.value).kind, said.kind != kind else { continue }
        report(
          finding(
            "`\(mrn.value)` says \(said.kind.rawValue) and stands in `\(kind.section)`", at: mrn.position,
            in: file.domain, entry.entity, field: "mrn",
            remedy: "move the entry to `\(said.kind.section)`, or write `\(kind.rawValue)` in its MRN"))
      }
    }
  }
}
