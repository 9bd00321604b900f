import PolicyDomain

/// One MRN of another namespace among many of one is usually a slip.
struct MixedNamespacesRule: FileRule {
  let id = "mixed-namespaces"
  let category = LintCategory.naming
  let severity = LintFinding.Severity.warning
  let summary = "an MRN of another namespace than most of its domain"

  /// Domains of fewer MRNs say nothing about what is usual.
  private static let countMin = 4

  func check(_ file: LintedFile, report: (LintFinding) -> Void) {
    let kinds: [DomainEntity.Kind] = [.library, .policy, .role, .group, .resourceGroup, .scope]
    let entries = kinds.flatMap { file.domain.entries($0) }.compactMap { entry -> (DomainEntry, String)? in
      guard let mrn = entry.mrn else { return nil }
      let parsed = MRN(mrn.value)
      return parsed.isMRN ? parsed.namespace.map { (entry, $0) } : nil
    }
    guard entries.count >= Self.countMin else { return }
    let counts = Dictionary(entries.map { ($0.1, 1) }, uniquingKeysWith: +)
    guard let (usual, count) = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      count * 3 >= entries.count * 2
    else { return }
    for (entry, namespace) in entries where namespace != usual {
      guard let mrn = entry.mrn else { continue }
      report(
        finding(
          "`\(mrn.value)` is of the namespace `\(namespace)`, \(count) of \(entries.count) MRNs of this domain are of "
            + "`\(usual)`", at: mrn.position, in: file.domain, entry.entity, field: "mrn",
          remedy: "use one namespace in one domain"))
    }
  }
}
