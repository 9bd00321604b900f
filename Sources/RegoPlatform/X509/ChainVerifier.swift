internal import Rego

/// Finds a chain of certificates from the last of some to the first, which alone is trusted (RFC 5280, section 6), as
/// Go's `x509.Certificate.Verify` does. Whoever sends the certificates cannot make it work for long: it tries a hundred
/// signatures at most.
struct ChainVerifier {
  /// A name that the last certificate must be for; empty for none.
  var hostName = ""
  /// Nanoseconds since 1970.
  var now: Int64
  /// By the numbers of Go's `x509.ExtKeyUsage`; one must be allowed along the chain. Empty for servers' use.
  var usages: [Int] = []

  private static let signaturesMax = 100
  private static let anyUsage = 0
  private static let serverUsage = 1

  /// The first chain that holds, the last certificate first; nil when there is none.
  func chain(_ certificates: [Certificate]) -> [Certificate]? {
    guard certificates.count >= 2, let root = certificates.first, let leaf = certificates.last,
      isValid(leaf, above: [], isIntermediate: false), hostName.isEmpty || HostName(hostName).matches(leaf)
    else { return nil }
    var chains: [[Certificate]] = []
    if leaf.raw.elementsEqual(root.raw) {
      chains = [[leaf]]
    } else {
      var search = Search(verifier: self, root: root, intermediates: ChainVerifier.distinct(certificates))
      search.extend([leaf])
      chains = search.chains
    }
    var constraints = NameConstraints()
    return chains.first { PolicyTree.holds($0) && allowsUsage($0) && constraints.hold($0) }
  }

  /// The certificates between first and last, each once.
  private static func distinct(_ certificates: [Certificate]) -> [Certificate] {
    var seen: Set<[UInt8]> = []
    return certificates.dropFirst().dropLast().filter { seen.insert(Array($0.raw)).inserted }
  }

  /// The search through the certificates that may have issued each other.
  private struct Search {
    let verifier: ChainVerifier
    let root: Certificate
    let intermediates: [Certificate]
    var chains: [[Certificate]] = []
    var attempts = 0
    private var keys: [ArraySlice<UInt8>: VerificationKey?] = [:]

    init(verifier: ChainVerifier, root: Certificate, intermediates: [Certificate]) {
      self.verifier = verifier
      self.root = root
      self.intermediates = intermediates
    }

    /// Finds the ways from the end of `chain` to the root. As deep as there are attempts, and no deeper.
    mutating func extend(_ chain: [Certificate]) {
      guard let child = chain.last else { return }
      if child.rawIssuer.elementsEqual(root.rawSubject), attempt(root, chain, isIntermediate: false) {
        chains.append(chain + [root])
      }
      for parent in candidates(child) {
        if attempts >= ChainVerifier.signaturesMax { return }
        if attempt(parent, chain, isIntermediate: true) { extend(chain + [parent]) }
      }
    }

    /// Intermediates of the issuer's name, those first whose key is the one the child names.
    private func candidates(_ child: Certificate) -> [Certificate] {
      let named = intermediates.filter { $0.rawSubject.elementsEqual(child.rawIssuer) }
      func rank(_ parent: Certificate) -> Int {
        let key = parent.fields.subjectKey ?? []
        let wanted = child.fields.authorityKey ?? []
        if key.elementsEqual(wanted) { return 0 }
        return key.isEmpty != wanted.isEmpty ? 1 : 2
      }
      return (0...2).flatMap { wanted in named.filter { rank($0) == wanted } }
    }

    /// Whether `parent` issued the last of the chain and may stand above it.
    private mutating func attempt(_ parent: Certificate, _ chain: [Certificate], isIntermediate: Bool) -> Bool {
      guard attempts < ChainVerifier.signaturesMax, let child = chain.last else { return false }
      attempts += 1
      guard !chain.contains(where: { ChainVerifier.isSame($0, parent) }), ChainVerifier.maySign(parent),
        verifier.isValid(parent, above: chain, isIntermediate: isIntermediate), let key = key(of: parent)
      else { return false }
      return child.signatureAlgorithm.verifies(child.signature, over: child.body, by: key)
    }

    private mutating func key(of parent: Certificate) -> VerificationKey? {
      if let known = keys[parent.publicKey.raw] { return known }
      let key = parent.publicKey.verificationKey
      keys[parent.publicKey.raw] = .some(key)
      return key
    }
  }

  /// Of the same subject, key and alternative names: a chain has each once.
  private static func isSame(_ a: Certificate, _ b: Certificate) -> Bool {
    guard a.rawSubject.elementsEqual(b.rawSubject), a.publicKey.raw.elementsEqual(b.publicKey.raw) else { return false }
    guard let names = a.alternativeNames, let others = b.alternativeNames else {
      return a.alternativeNames == nil && b.alternativeNames == nil
    }
    return names.elementsEqual(others)
  }

  private static let certificateSigning = 1 << 5

  /// Whether a certificate is one of an authority.
  private static func maySign(_ parent: Certificate) -> Bool {
    let fields = parent.fields
    if parent.version == 3, !fields.hasBasicConstraints { return false }
    if fields.hasBasicConstraints, !fields.isAuthority { return false }
    return fields.keyUsage == 0 || fields.keyUsage & certificateSigning != 0
  }

  /// Whether a certificate is in force, understood, and may have as many below it as `chain` has.
  private func isValid(_ certificate: Certificate, above chain: [Certificate], isIntermediate: Bool) -> Bool {
    let fields = certificate.fields
    guard fields.unhandledCritical.isEmpty else { return false }
    if let child = chain.last, !child.rawIssuer.elementsEqual(certificate.rawSubject) { return false }
    // Compared in 128 bits: seconds of far years do not fit as nanoseconds.
    guard Int128(now) >= Int128(certificate.notBefore.seconds) * 1_000_000_000,
      Int128(now) <= Int128(certificate.notAfter.seconds) * 1_000_000_000
    else { return false }
    if isIntermediate, !fields.hasBasicConstraints || !fields.isAuthority { return false }
    if fields.hasBasicConstraints, fields.pathLengthMax >= 0, chain.count - 1 > fields.pathLengthMax { return false }
    return true
  }

  /// Whether one of the usages is allowed by every certificate that names any.
  private func allowsUsage(_ chain: [Certificate]) -> Bool {
    if usages.contains(ChainVerifier.anyUsage) { return true }
    var left = usages.isEmpty ? [ChainVerifier.serverUsage] : usages
    for certificate in chain.reversed() {
      let allowed = certificate.fields.extendedUsages
      if allowed.isEmpty, certificate.fields.unknownUsages.isEmpty { continue }
      if allowed.contains(ChainVerifier.anyUsage) { continue }
      left.removeAll { !allowed.contains($0) }
      if left.isEmpty { return false }
    }
    return true
  }
}
