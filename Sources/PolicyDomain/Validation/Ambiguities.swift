/// Finds what depends on the order of files and entries. The outcome is fixed, but hardly what somebody meant.
struct Ambiguities {
  let bundles: BundleSet

  init(_ bundles: BundleSet) { self.bundles = bundles }

  func findings() -> [DomainDiagnostic] { repeatedNames() + defaultGroups() + overlappingSelectors() }

  private func warning(
    _ message: String, at position: SourcePosition, _ domain: Domain, _ remedy: String
  ) -> DomainDiagnostic {
    DomainDiagnostic(
      .ambiguity, message, at: position, severity: .warning, domain: domain.name.value, remedy: remedy)
  }

  private func repeatedNames() -> [DomainDiagnostic] {
    let sections: [(DomainEntity.Kind, (Domain) -> [Positioned<String>])] = [
      (.library, { $0.libraries.map(\.mrn) }), (.policy, { $0.policies.map(\.mrn) }),
      (.role, { $0.roles.map(\.mrn) }), (.group, { $0.groups.map(\.mrn) }),
      (.resourceGroup, { $0.resourceGroups.map(\.mrn) }), (.scope, { $0.scopes.map(\.mrn) }),
    ]
    var findings: [DomainDiagnostic] = []
    for (kind, names) in sections {
      var first: [String: (domain: Int, position: SourcePosition)] = [:]
      for (index, domain) in bundles.domains.enumerated() {
        for name in names(domain) {
          guard let known = first[name.value] else {
            first[name.value] = (index, name.position)
            continue
          }
          // Modules are only found by references, which say the domain.
          if known.domain != index, kind == .library || kind == .policy { continue }
          let winner = known.domain == index ? "the last definition counts" : "the first domain's counts for requests"
          findings.append(
            warning(
              "\(kind.rawValue) '\(name.value)' is already defined at \(known.position), \(winner)",
              at: name.position, domain, "rename or remove one of them"))
        }
      }
    }
    return findings
  }

  private func defaultGroups() -> [DomainDiagnostic] {
    var first: Positioned<String>?
    var findings: [DomainDiagnostic] = []
    for domain in bundles.domains {
      for group in domain.resourceGroups where group.isDefault {
        guard let first else {
          first = group.mrn
          continue
        }
        findings.append(
          warning(
            "resource-group '\(group.mrn.value)' is a default beside '\(first.value)' at \(first.position), "
              + "which counts", at: group.mrn.position, domain, "keep one `default: true`"))
      }
    }
    return findings
  }

  private func overlappingSelectors() -> [DomainDiagnostic] {
    guard bundles.domains.count > 1 else { return [] }
    let operations = overlaps(
      { $0.operations.flatMap(\.selectors) },
      "operations that match in two domains are denied as not found")
    let resources = overlaps(
      { $0.resources.flatMap(\.selectors) }, "the first domain's entry counts for resources that both match")
    return operations + resources
  }

  /// Equal patterns, and patterns beside one that matches everything.
  private func overlaps(_ selectors: (Domain) -> [Selector], _ effect: String) -> [DomainDiagnostic] {
    var first: [String: (domain: Int, position: SourcePosition)] = [:]
    var catchAll: (domain: Int, position: SourcePosition)?
    var findings: [DomainDiagnostic] = []
    for (index, domain) in bundles.domains.enumerated() {
      for selector in selectors(domain) {
        let pattern = Selector.anchored(selector.pattern.value)
        let isCatchAll = pattern == "^.*$"
        let other = first[pattern] ?? catchAll ?? (isCatchAll ? first.values.min { $0.domain < $1.domain } : nil)
        if let other, other.domain != index {
          findings.append(
            warning(
              "selector `\(selector.pattern.value)` overlaps with the one at \(other.position): \(effect)",
              at: selector.pattern.position, domain, "narrow one of the selectors"))
        }
        if first[pattern] == nil { first[pattern] = (index, selector.pattern.position) }
        if isCatchAll, catchAll == nil { catchAll = (index, selector.pattern.position) }
      }
    }
    return findings
  }
}
