internal import Rego

/// Whether the names along a chain are those that the authorities above may certify (RFC 5280, section 4.2.1.10).
enum NameConstraints {
  /// The most comparisons of names with constraints, after which a chain is refused.
  private static let comparisonsMax = 250_000

  /// Whether each certificate's alternative names are allowed by all above it. The chain's first is the lowest.
  static func hold(_ chain: [Certificate]) -> Bool {
    var comparisons = 0
    for (index, certificate) in chain.enumerated() where certificate.alternativeNames != nil {
      let above = chain[(index + 1)...].filter(\.hasNameConstraints)
      if above.isEmpty { continue }
      guard let names = Names(certificate.fields.names) else { return false }
      for authority in above {
        let (permitted, excluded) = (authority.fields.permitted, authority.fields.excluded)
        comparisons += names.count * (permitted.count + excluded.count)
        guard comparisons <= comparisonsMax, names.areAllowed(permitted, excluded) else { return false }
      }
    }
    return true
  }

  /// Names in the form in which they are compared.
  private struct Names {
    let dns: [String]
    let mailboxes: [Mailbox]
    let uriHosts: [String]
    let addresses: [[UInt8]]

    /// Nil when a name cannot be compared with constraints.
    init?(_ names: AlternativeNames) {
      guard names.dns.allSatisfy({ DomainName.isValid($0) }) else { return nil }
      dns = names.dns
      addresses = names.addresses
      var mailboxes: [Mailbox] = []
      for email in names.emails {
        guard var mailbox = Mailbox(email) else { return nil }
        mailbox.domain = mailbox.domain.lowercased()
        mailboxes.append(mailbox)
      }
      self.mailboxes = mailboxes
      var hosts: [String] = []
      for uri in names.uris {
        guard let host = Names.host(uri) else { return nil }
        hosts.append(host)
      }
      uriHosts = hosts
    }

    /// A URI's host without its port; nil for none and for addresses.
    private static func host(_ uri: URLParts) -> String? {
      var host = uri.host.lowercased()
      if host.isEmpty || host.hasSuffix("]") { return nil }
      let parts = host.split(separator: ":", omittingEmptySubsequences: false)
      if parts.count > 2 { return nil }
      host = String(parts[0])
      return IPAddress(text: host) == nil && DomainName.isValid(host) ? host : nil
    }

    var count: Int { dns.count + mailboxes.count + uriHosts.count + addresses.count }

    func areAllowed(_ permitted: SubtreeList, _ excluded: SubtreeList) -> Bool {
      func judge<Name, Constraint>(
        _ names: [Name], _ permitted: [Constraint], _ excluded: [Constraint],
        _ matches: (Name, Constraint, Bool) -> Bool
      ) -> Bool {
        names.allSatisfy { name in
          (permitted.isEmpty || permitted.contains { matches(name, $0, false) })
            && !excluded.contains { matches(name, $0, true) }
        }
      }
      return judge(addresses, permitted.networks, excluded.networks) { address, network, _ in network.contains(address)
      }
        && judge(dns, permitted.dns, excluded.dns, NameConstraints.isBelow)
        && judge(uriHosts, permitted.uriDomains, excluded.uriDomains, NameConstraints.isBelow)
        && judge(mailboxes, permitted.emails, excluded.emails, NameConstraints.isBelow)
    }
  }

  /// Whether a name is a domain or, at a border of labels, below it. Where names are excluded, a pattern is when it
  /// could stand for such a name.
  private static func isBelow(_ name: String, _ domain: String, _ isExcluded: Bool) -> Bool {
    if domain.isEmpty { return true }
    let (nameBytes, suffix) = (Array(name.lowercased().utf8), Array(domain.lowercased().utf8))
    if nameBytes.count >= suffix.count, nameBytes.suffix(suffix.count).elementsEqual(suffix) {
      let border = nameBytes.count - suffix.count
      return border == 0 || suffix.first == UInt8(ascii: ".") || nameBytes[border - 1] == UInt8(ascii: ".")
    }
    guard isExcluded, nameBytes.first == UInt8(ascii: "*"), let point = suffix.firstIndex(of: UInt8(ascii: ".")) else {
      return false
    }
    return nameBytes.drop { $0 != UInt8(ascii: ".") }.elementsEqual(suffix[point...])
  }

  private static func isBelow(_ mailbox: Mailbox, _ constraint: String, _ isExcluded: Bool) -> Bool {
    guard constraint.contains("@") else { return isBelow(mailbox.domain, constraint, isExcluded) }
    guard let whole = Mailbox(constraint) else { return false }
    return whole.local == mailbox.local && whole.domain.lowercased() == mailbox.domain
  }
}

extension SubtreeList {
  fileprivate var count: Int { dns.count + networks.count + emails.count + uriDomains.count }
}
