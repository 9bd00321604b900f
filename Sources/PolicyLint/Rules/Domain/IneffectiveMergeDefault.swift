import PolicyDomain

/// `annotation-defaults` is read and used nowhere.
struct IneffectiveMergeDefaultRule: FileRule {
  let id = "ineffective-merge-default"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "`annotation-defaults`, which is read and has no effect"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    guard let merge = file.domain.defaultMerge else { return }
    report(
      finding(
        "`annotation-defaults.merge` has no effect", at: merge.position, in: file.domain,
        remedy: "write `merge: \(merge.value)` at each annotation"))
  }
}
