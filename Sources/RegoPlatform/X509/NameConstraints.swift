internal import Rego

/// Whether the names along a chain are those that the authorities above may certify (RFC 5280, section 4.2.1.10).
struct NameConstraints {
  /// How many more comparisons of names with constraints there may be, over all chains that are tried.
  private var comparisonsLeft = 250_000

  /// Whether each certificate's alternative names are allowed by all above it. The chain's first is the lowest.
  mutating func hold(_ chain: [Certificate]) -> Bool {
    for (index, certificate) in chain.enumerated() where certificate.alternativeNames != nil {
      let above = chain[(index + 1)...].filter(\.hasNameConstraints)
      if above.isEmpty { continue }
      guard let names = ComparedNames(certificate.fields.names) else { return false }
      for authority in above {
        let permitted = ComparedSubtrees(authority.fields.permitted)
        let excluded = ComparedSubtrees(authority.fields.excluded)
        comparisonsLeft -= names.count * (permitted.count + excluded.count)
        guard comparisonsLeft >= 0, names.areAllowed(permitted, excluded) else { return false }
      }
    }
    return true
  }
}

/// Names in the form in which they are compared: domains in small letters.
private struct ComparedNames {
  let dns: [[UInt8]]
  let mailboxes: [Mailbox]
  let uriHosts: [[UInt8]]
  let addresses: [[UInt8]]

  /// Nil when a name cannot be compared with constraints.
  init?(_ names: AlternativeNames) {
    guard names.dns.allSatisfy({ DomainName.isValid($0) }) else { return nil }
    dns = names.dns.map { Array($0.lowercased().utf8) }
    addresses = names.addresses
    var mailboxes: [Mailbox] = []
    for email in names.emails {
      guard var mailbox = Mailbox(email) else { return nil }
      mailbox.domain = mailbox.domain.lowercased()
      mailboxes.append(mailbox)
    }
    self.mailboxes = mailboxes
    var hosts: [[UInt8]] = []
    for uri in names.uris {
      guard let host = ComparedNames.host(uri) else { return nil }
      hosts.append(Array(host.utf8))
    }
    uriHosts = hosts
  }

  /// A URI's host without its port; nil for none and for addresses.
  private static func host(_ uri: URLParts) -> String? {
    let host = uri.host.lowercased()
    if host.isEmpty || host.hasSuffix("]") { return nil }
    let parts = host.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count > 2 { return nil }
    let name = String(parts[0])
    return IPAddress(text: name) == nil && DomainName.isValid(name) ? name : nil
  }

  var count: Int { dns.count + mailboxes.count + uriHosts.count + addresses.count }

  func areAllowed(_ permitted: ComparedSubtrees, _ excluded: ComparedSubtrees) -> Bool {
    func judge<Name, Constraint>(
      _ names: [Name], _ permitted: [Constraint], _ excluded: [Constraint],
      _ matches: (Name, Constraint, _ isExcluded: Bool) -> Bool
    ) -> Bool {
      names.allSatisfy { name in
        (permitted.isEmpty || permitted.contains { matches(name, $0, false) })
          && !excluded.contains { matches(name, $0, true) }
      }
    }
    return judge(addresses, permitted.networks, excluded.networks) { address, network, _ in network.contains(address) }
      && judge(dns, permitted.dns, excluded.dns, ComparedNames.isBelow)
      && judge(uriHosts, permitted.uriDomains, excluded.uriDomains, ComparedNames.isBelow)
      && judge(mailboxes, permitted.mailboxes, excluded.mailboxes, ComparedNames.isBelow)
  }

  /// Whether a name is a domain or, at a border of labels, below it. Where names are excluded, a pattern is when it
  /// could stand for such a name.
  private static func isBelow(_ name: [UInt8], _ domain: [UInt8], _ isExcluded: Bool) -> Bool {
    let point = UInt8(ascii: ".")
    if domain.isEmpty { return true }
    if name.count >= domain.count, name.suffix(domain.count).elementsEqual(domain) {
      let border = name.count - domain.count
      return border == 0 || domain.first == point || name[border - 1] == point
    }
    guard isExcluded, name.first == UInt8(ascii: "*"), let start = domain.firstIndex(of: point) else { return false }
    return name.drop { $0 != point }.elementsEqual(domain[start...])
  }

  private static func isBelow(
    _ mailbox: Mailbox, _ constraint: ComparedSubtrees.MailConstraint, _ isExcluded: Bool
  ) -> Bool {
    switch constraint {
    case .mailbox(let whole): whole == mailbox
    case .domain(let domain): isBelow(Array(mailbox.domain.utf8), domain, isExcluded)
    }
  }
}

/// Constraints in the form in which names are compared with them.
private struct ComparedSubtrees {
  enum MailConstraint {
    case mailbox(Mailbox)
    case domain([UInt8])
  }

  let dns: [[UInt8]]
  let networks: [SubtreeList.Network]
  let mailboxes: [MailConstraint]
  let uriDomains: [[UInt8]]

  init(_ list: SubtreeList) {
    dns = list.dns.map { Array($0.lowercased().utf8) }
    networks = list.networks
    uriDomains = list.uriDomains.map { Array($0.lowercased().utf8) }
    mailboxes = list.emails.map { text in
      guard text.contains("@"), var mailbox = Mailbox(text) else { return .domain(Array(text.lowercased().utf8)) }
      mailbox.domain = mailbox.domain.lowercased()
      return .mailbox(mailbox)
    }
  }

  var count: Int { dns.count + networks.count + mailboxes.count + uriDomains.count }
}
