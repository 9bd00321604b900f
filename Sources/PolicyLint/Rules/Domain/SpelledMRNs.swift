import PolicyDomain

/// MRNs that Rego spells, beside those that the domains define.
struct SpelledMRNs {
  /// A scope that the engine knows without a definition.
  private static let wellKnown: Set<String> = ["mrn:iam:scope:api"]
  private static let kinds: [DomainEntity.Kind] = [.role, .group, .scope, .resourceGroup]

  private(set) var defined: [DomainEntity.Kind: [String]] = [:]
  private var all: [DomainEntity.Kind: Set<String>] = [:]
  /// What MRNs of a kind begin with: `mrn:iam:role:`.
  private var stems: [(stem: String, kind: DomainEntity.Kind)] = []

  init(_ set: BundleSet) {
    for kind in Self.kinds {
      let mrns = set.domains.flatMap { $0.entries(kind) }.compactMap(\.mrn?.value).filter { !$0.isEmpty }
      defined[kind] = mrns + Self.wellKnown.filter { MRN($0).kind?.kind == kind }
      all[kind] = Set(defined[kind] ?? [])
      let found = Set(
        mrns.compactMap { mrn -> String? in
          let parsed = MRN(mrn)
          guard parsed.isMRN, let said = parsed.kind, said.kind == kind else { return nil }
          return parsed.parts[...said.index].joined(separator: ":") + ":"
        })
      stems += found.sorted().map { ($0, kind) }
    }
  }

  /// The kind whose MRNs begin as this text does, if it goes on behind that.
  func kind(of text: String) -> DomainEntity.Kind? {
    stems.first { text.hasPrefix($0.stem) && text.utf8.count > $0.stem.utf8.count }?.kind
  }

  func isDefined(_ text: String, _ kind: DomainEntity.Kind) -> Bool { all[kind]?.contains(text) ?? false }

  /// Whether an MRN of the kind fits a pattern of characters and `*`.
  func isMatched(_ pattern: String, _ kind: DomainEntity.Kind) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    return (defined[kind] ?? []).contains { Self.fits($0[...], parts[...]) }
  }

  /// Whether the parts stand in the text one behind the other, the first at its start, the last at its end.
  private static func fits(_ text: Substring, _ parts: ArraySlice<Substring>) -> Bool {
    guard let first = parts.first, text.hasPrefix(first) else { return false }
    var rest = text.dropFirst(first.count)
    guard parts.count > 1, let last = parts.last else { return rest.isEmpty }
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.hasSuffix(last)
  }
}
