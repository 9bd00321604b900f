import PolicyDomain

/// Only the first document of a YAML stream is read.
struct FurtherDocumentRule: FileRule {
  let id = "further-document"
  let category = LintCategory.loading
  let severity = LintFinding.Severity.warning
  let summary = "a second YAML document in one file, which nobody reads"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    guard let place = file.reading.furtherDocument else { return }
    report(
      finding(
        "only the first document of a file is read, this one is not", at: place, in: file.domain,
        remedy: "move it to a file of its own"))
  }
}
