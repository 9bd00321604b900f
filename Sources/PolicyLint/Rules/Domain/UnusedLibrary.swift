import PolicyDomain

/// A library that nothing depends on is compiled and never asked.
struct UnusedLibraryRule: DomainRule {
  let id = "unused-library"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "a library that no policy and no other library depends on"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    for (domain, entry) in bundles.use.unused(.library, isSpelled: false) {
      let id = entry.entity.id
      report(
        finding(
          "library `\(id)` is a dependency of nothing", at: entry.mrn?.position ?? entry.position, in: domain,
          entry.entity, field: "mrn",
          remedy: "list it under `dependencies`, or remove it"))
    }
  }
}
