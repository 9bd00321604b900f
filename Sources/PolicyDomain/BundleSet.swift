/// The domains that are loaded together, in the order in which they take precedence.
public struct BundleSet: Sendable {
  public let domains: [Domain]
  /// What does not stop loading: ignored keys and files, and outcomes that hang on an order.
  public private(set) var warnings: [DomainDiagnostic] = []
  private let indices: [DomainIndex]
  private let byName: [String: Int]

  /// An entity: its domain and its place in the section.
  public struct Place: Sendable, Hashable {
    public var domain: Int
    public var index: Int

    public init(domain: Int, index: Int) {
      self.domain = domain
      self.index = index
    }
  }

  /// Of domains with one name only the first counts.
  public init(_ all: [Domain]) {
    var kept: [Domain] = []
    var byName: [String: Int] = [:]
    for domain in all {
      if let first = byName[domain.name.value] {
        warnings.append(
          DomainDiagnostic(
            .ambiguity,
            "domain '\(domain.name.value)' is already loaded from \(kept[first].file), this file is ignored",
            at: domain.name.position, severity: .warning, remedy: "give each domain a name of its own"))
      } else {
        byName[domain.name.value] = kept.count
        kept.append(domain)
      }
    }
    domains = kept
    self.byName = byName
    indices = kept.map(DomainIndex.init)
    warnings += kept.flatMap(\.warnings)
    warnings += Ambiguities(self).findings()
  }

  /// The place of the domain with this name.
  public func domain(named name: String) -> Int? { byName[name] }

  /// What an MRN names in one domain; of several definitions the last one.
  public func find(_ kind: DomainEntity.Kind, _ mrn: String, in domain: Int) -> Place? {
    indices[domain].places(kind)[mrn].map { Place(domain: domain, index: $0) }
  }

  /// What an MRN names in the first domain that defines it.
  public func find(_ kind: DomainEntity.Kind, _ mrn: String) -> Place? {
    for domain in domains.indices {
      if let place = find(kind, mrn, in: domain) { return place }
    }
    return nil
  }

  /// What a reference in `domain` leads to.
  public func resolve(
    _ text: String, _ kind: DomainEntity.Kind, from domain: Int
  ) throws(Reference.Failure) -> Place {
    let reference = try Reference(text)
    var target = domain
    if let name = reference.domain {
      guard let other = byName[name] else { throw .domainMissing(name) }
      target = other
    }
    guard let place = find(kind, reference.id, in: target) else {
      throw .notFound(kind, id: reference.id, domain: domains[target].name.value)
    }
    return place
  }

  public func library(_ place: Place) -> PolicyModule { domains[place.domain].libraries[place.index] }

  /// SHA-256 over the digests of all domains: which policy answered.
  public var fingerprint: [UInt8] { Fingerprint.of(domains.map(\.digest)) }
}

/// The MRNs of one domain.
private struct DomainIndex: Sendable {
  private var libraries: [String: Int]
  private var policies: [String: Int]
  private var roles: [String: Int]
  private var groups: [String: Int]
  private var resourceGroups: [String: Int]
  private var scopes: [String: Int]

  init(_ domain: Domain) {
    func index<Entity>(_ entities: [Entity], _ mrn: (Entity) -> Positioned<String>) -> [String: Int] {
      Dictionary(entities.enumerated().map { (mrn($0.element).value, $0.offset) }) { _, last in last }
    }
    libraries = index(domain.libraries, \.mrn)
    policies = index(domain.policies, \.mrn)
    roles = index(domain.roles, \.mrn)
    groups = index(domain.groups, \.mrn)
    resourceGroups = index(domain.resourceGroups, \.mrn)
    scopes = index(domain.scopes, \.mrn)
  }

  func places(_ kind: DomainEntity.Kind) -> [String: Int] {
    switch kind {
    case .library: libraries
    case .policy: policies
    case .role: roles
    case .group: groups
    case .resourceGroup: resourceGroups
    case .scope: scopes
    case .operation, .mapper, .resource: [:]
    }
  }
}
