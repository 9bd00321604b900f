import PolicyDomain

/// A merge strategy that is none counts as `deep`.
struct UnknownMergeRule: FileRule {
  let id = "unknown-merge"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "a merge strategy that there is not, which counts as `deep`"

  static let strategies = ["append", "deep", "prepend", "replace", "union"]

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    for (entity, annotations) in file.domain.annotationLists {
      for annotation in annotations {
        guard let merge = annotation.merge, !merge.value.isEmpty, !Self.strategies.contains(merge.value) else {
          continue
        }
        let nearest = NearestWord.of(merge.value.lowercased(), among: Self.strategies)
        report(
          finding(
            "merge strategy `\(merge.value)` of annotation `\(annotation.name.value)` is unknown and counts as `deep`",
            at: merge.position, in: file.domain, entity, field: "annotations",
            remedy: nearest.map { "did you mean `\($0)`?" }
              ?? "write one of " + Self.strategies.map { "`\($0)`" }.joined(separator: ", "),
            fix: nearest.map { .replacing(merge, by: $0) }))
      }
    }
  }
}
