public import Rego

/// Checks that every reference leads somewhere, that libraries do not go in circles, and that all Rego parses.
public struct BundleValidator {
  private let bundles: BundleSet
  private let version: RegoVersion

  /// - Parameter version: of modules that do not import `rego.v1`.
  public init(_ bundles: BundleSet, version: RegoVersion) {
    self.bundles = bundles
    self.version = version
  }

  /// Everything that is wrong: references of every domain, then circles, then Rego.
  public func findings() -> [DomainDiagnostic] {
    linkFindings() + bundles.domains.flatMap(regoFindings)
  }

  /// References of every domain, then circles, without a look at Rego.
  public func linkFindings() -> [DomainDiagnostic] {
    bundles.domains.indices.flatMap(referenceFindings) + cycleFindings()
  }

  /// References and Rego of one domain, without circles.
  public func findings(inDomain domain: Int) -> [DomainDiagnostic] {
    referenceFindings(domain) + regoFindings(bundles.domains[domain])
  }

  // MARK: References

  private func referenceFindings(_ index: Int) -> [DomainDiagnostic] {
    let domain = bundles.domains[index]
    var findings: [DomainDiagnostic] = []
    var suggestionsLeft = Self.suggestionCountMax
    func check(
      _ reference: Positioned<String>, _ kind: DomainEntity.Kind, _ entity: DomainEntity, _ field: String
    ) {
      do throws(Reference.Failure) {
        _ = try bundles.resolve(reference.value, kind, from: index)
      } catch {
        guard error != .empty else { return }
        let nearest = suggestionsLeft > 0 ? nearest(to: error) : nil
        suggestionsLeft -= 1
        findings.append(
          DomainDiagnostic(
            .reference, error.message(from: domain.name.value), at: reference.position, domain: domain.name.value,
            entity: entity, field: field, remedy: nearest.map { "did you mean `\($0)`?" } ?? error.remedy))
      }
    }
    func check(_ modules: [PolicyModule], _ kind: DomainEntity.Kind) {
      for module in modules {
        for reference in module.dependencies {
          check(reference, .library, DomainEntity(kind, module.mrn.value), "dependencies")
        }
      }
    }
    func check(_ entities: [GrantingEntity], _ kind: DomainEntity.Kind) {
      for entity in entities { check(entity.policy, .policy, DomainEntity(kind, entity.mrn.value), "policy") }
    }
    check(domain.libraries, .library)
    check(domain.policies, .policy)
    check(domain.roles, .role)
    for group in domain.groups {
      for (place, role) in group.roles.enumerated() {
        check(role, .role, DomainEntity(.group, group.mrn.value), "roles[\(place)]")
      }
    }
    check(domain.resourceGroups, .resourceGroup)
    check(domain.scopes, .scope)
    for (place, operation) in domain.operations.enumerated() {
      check(operation.policy, .policy, DomainEntity(.operation, "operation[\(place)]"), "policy")
    }
    for (place, resource) in domain.resources.enumerated() {
      check(resource.group, .resourceGroup, DomainEntity(.resource, "resource[\(place)]"), "group")
    }
    return findings
  }

  /// For more findings of a domain nobody looks for what was meant: it is compared with every MRN.
  private static let suggestionCountMax = 20

  /// The MRN that a reference probably means.
  private func nearest(to failure: Reference.Failure) -> String? {
    guard case .notFound(let kind, let id, let name) = failure, let index = bundles.domain(named: name) else {
      return nil
    }
    let domain = bundles.domains[index]
    let known: [Positioned<String>] =
      switch kind {
      case .library: domain.libraries.map(\.mrn)
      case .policy: domain.policies.map(\.mrn)
      case .role: domain.roles.map(\.mrn)
      case .resourceGroup: domain.resourceGroups.map(\.mrn)
      case .group, .scope, .operation, .mapper, .resource: []
      }
    return NearestWord.of(id, among: known.map(\.value))
  }

  // MARK: Circles

  /// The first circle, or the first library with an empty dependency.
  private func cycleFindings() -> [DomainDiagnostic] {
    let dependencies = Dependencies(bundles)
    for (index, domain) in bundles.domains.enumerated() {
      for library in domain.libraries {
        if let empty = library.dependencies.first(where: { $0.value.isEmpty }) {
          return [DomainDiagnostic(.cycle, "empty reference", at: empty.position, remedy: "remove the empty entry")]
        }
        let own = Positioned(library.mrn.value, at: library.mrn.position)
        do throws(Dependencies.Failure) { _ = try dependencies.resolve([own], in: index) } catch {
          guard error.isCycle else { continue }
          return [
            DomainDiagnostic(
              .cycle, error.description, at: error.position, remedy: "move what both need to a library of its own")
          ]
        }
      }
    }
    return []
  }

  // MARK: Rego

  private func regoFindings(_ domain: Domain) -> [DomainDiagnostic] {
    let modules =
      domain.libraries.map { (DomainEntity(.library, $0.mrn.value), $0.rego) }
      + domain.policies.map { (DomainEntity(.policy, $0.mrn.value), $0.rego) }
      + domain.mappers.enumerated().map { (DomainEntity(.mapper, $1.name?.value ?? "mapper[\($0)]"), $1.rego) }
    return modules.compactMap { entity, rego in
      guard !rego.isBlank else { return nil }
      do throws(Diagnostics) {
        _ = try Parser.module(rego.source, version: version)
        return nil
      } catch {
        let messages = RegoMessages([rego])
        let words = messages.render(error, withCodes: false)
        return DomainDiagnostic(
          .rego, "rego compilation failed in \(entity.kind.rawValue) '\(entity.id)': \(words)",
          at: error.all.first.map(messages.position) ?? rego.start, domain: domain.name.value, entity: entity,
          field: "rego")
      }
    }
  }
}
