import PolicyDomain

/// What a request names is looked up in all domains, and the first that defines it counts.
struct ShadowedEntityRule: DomainRule {
  let id = "shadowed-entity"
  let category = LintCategory.entities
  let severity = LintFinding.Severity.warning
  let summary = "an MRN that an earlier domain defines too, or an operation of a name that another domain uses"

  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void) {
    for kind in [DomainEntity.Kind.role, .group, .resourceGroup, .scope, .operation] {
      var first: [String: (domain: Int, position: SourcePosition)] = [:]
      for (index, domain) in bundles.set.domains.enumerated() {
        for entry in domain.entries(kind) {
          guard let id = kind == .operation ? entry.id : entry.mrn, !id.value.isEmpty else { continue }
          guard let known = first[id.value] else {
            first[id.value] = (index, id.position)
            continue
          }
          if known.domain == index { continue }
          report(finding(entry.entity, id, known.position, domain))
        }
      }
    }
  }

  private func finding(
    _ entity: DomainEntity, _ id: Positioned<String>, _ known: SourcePosition, _ domain: Domain
  ) -> LintFinding {
    let effect = entity.kind == .operation ? "records do not tell them apart" : "the first domain's counts for requests"
    return finding(
      "\(entity.kind.rawValue) `\(id.value)` is defined at \(known) too: \(effect)", at: id.position, in: domain,
      entity,
      field: entity.kind == .operation ? "name" : "mrn", remedy: "rename or remove one of them")
  }
}
