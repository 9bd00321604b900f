import PolicyDomain

/// A value that JSON does not have cannot be merged: whatever it applies to is denied.
struct UnwritableAnnotationRule: FileRule {
  let id = "unwritable-annotation"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "an annotation whose value JSON does not have, for which requests are denied"

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    for (entity, annotations) in file.domain.annotationLists {
      for annotation in annotations {
        guard let problem = annotation.problem else { continue }
        report(
          finding(
            "annotation `\(annotation.name.value)` cannot be written as JSON: \(problem)",
            at: annotation.name.position, in: file.domain, entity, field: "annotations",
            remedy: "requests that it applies to are denied; write a JSON value"))
      }
    }
  }
}
