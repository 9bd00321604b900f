import PolicyDomain

/// The reference refuses several mappers; here the first counts whose selector matches the destination.
struct SeveralMappersRule: DomainRule {
  let id = "several-mappers"
  let category = LintCategory.mappers
  let severity = LintFinding.Severity.warning
  let summary = "more than one mapper, which the reference refuses and of which the first that matches counts"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    var first: SourcePosition?
    for domain in bundles.set.domains {
      for (entry, mapper) in zip(domain.entries(.mapper), domain.mappers) {
        guard let known = first else {
          first = mapper.position
          continue
        }
        report(
          finding(
            "mapper `\(entry.entity.id)` stands beside the one at \(known): the first counts whose selector matches the "
              + "destination, the reference refuses both", at: entry.id?.position ?? entry.position, in: domain,
            entry.entity, remedy: "keep one mapper, or choose a domain by `--name`"))
      }
    }
  }
}
