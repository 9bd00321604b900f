import PolicyDomain

/// Of two annotations of one name the last counts.
struct DuplicateAnnotationRule: FileRule {
  let id = "duplicate-annotation"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "an annotation that one entry has twice, of which the last counts"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    for (entity, annotations) in file.domain.annotationLists {
      var first: [String: SourcePosition] = [:]
      for annotation in annotations {
        let name = annotation.name
        guard let known = first[name.value] else {
          first[name.value] = name.position
          continue
        }
        report(
          finding(
            "annotation `\(name.value)` is already there at line \(known.line), the last one counts",
            at: name.position, in: file.domain, entity, field: "annotations", remedy: "keep one of the two"))
      }
    }
  }
}
