internal import Rego

/// What a certificate's extensions say.
struct CertificateFields {
  private(set) var keyUsage = 0
  private(set) var hasBasicConstraints = false
  private(set) var isAuthority = false
  /// How many intermediate certificates may follow; -1 when that is not limited.
  private(set) var pathLengthMax = 0
  private(set) var names = AlternativeNames()
  private(set) var permitted = SubtreeList()
  private(set) var excluded = SubtreeList()
  private(set) var areNameConstraintsCritical = false
  private(set) var distributionPoints: [String] = []
  private(set) var authorityKey: ArraySlice<UInt8>?
  private(set) var subjectKey: ArraySlice<UInt8>?
  /// By the numbers of Go's `x509.ExtKeyUsage`.
  private(set) var extendedUsages: [Int] = []
  private(set) var unknownUsages: [ASN1Identifier] = []
  private(set) var policies = PolicyFields()
  private(set) var statusServers: [String] = []
  private(set) var issuerURLs: [String] = []
  private(set) var unhandledCritical: [ASN1Identifier] = []

  mutating func read(_ found: Certificate.Extension) throws(BuiltinError) {
    let isHandled: Bool
    if found.id.arcs.count == 4, found.id.arcs.starts(with: [2, 5, 29]) {
      isHandled = try read(found, number: found.id.arcs[3])
    } else if found.id.isArcs([1, 3, 6, 1, 5, 5, 7, 1, 1]) {
      try readAuthorityAccess(found)
      isHandled = true
    } else {
      isHandled = false
    }
    if found.isCritical, !isHandled { unhandledCritical.append(found.id) }
  }

  /// Reads an extension 2.5.29.`number`; false when nothing is known of it.
  private mutating func read(_ found: Certificate.Extension, number: Int) throws(BuiltinError) -> Bool {
    var reader = DERReader(found.value)
    switch number {
    case 14:
      if found.isCritical { throw .failed("x509: subject key identifier incorrectly marked critical") }
      guard let key = reader.content(DERReader.Tag.octetString) else {
        throw .failed("x509: invalid subject key identifier")
      }
      subjectKey = key
    case 15:
      guard let bits = reader.bits() else { throw .failed("x509: invalid key usage") }
      keyUsage = (0..<9).reduce(0) { $0 | (bits.isSet($1) ? 1 << $1 : 0) }
    case 17:
      names = try AlternativeNames(found.value)
      return !names.isEmpty
    case 19: try readBasicConstraints(&reader)
    case 30: return try readNameConstraints(found)
    case 31: try readDistributionPoints(&reader)
    case 32: try policies.readPolicies(&reader)
    case 33: try policies.readMappings(&reader)
    case 35: try readAuthorityKey(found)
    case 36: try policies.readConstraints(&reader)
    case 37: try readExtendedUsages(&reader)
    case 54: try policies.readInhibitAny(&reader)
    default: return false
    }
    return true
  }

  private mutating func readBasicConstraints(_ reader: inout DERReader) throws(BuiltinError) {
    let message = "x509: invalid basic constraints"
    guard var inside = reader.inside(DERReader.Tag.sequence) else { throw .failed(message) }
    isAuthority = false
    if inside.isNext(DERReader.Tag.boolean) {
      guard let flag = inside.boolean() else { throw .failed(message) }
      isAuthority = flag
    }
    pathLengthMax = -1
    if inside.isNext(DERReader.Tag.integer) {
      guard let length = inside.int64(), length >= 0 else { throw .failed(message) }
      pathLengthMax = Int(length)
    }
    hasBasicConstraints = true
  }

  private mutating func readNameConstraints(_ found: Certificate.Extension) throws(BuiltinError) -> Bool {
    let (permitted, excluded) = try SubtreeList.read(found.value)
    self.permitted = permitted
    self.excluded = excluded
    areNameConstraintsCritical = found.isCritical
    return !permitted.hasOthers && !excluded.hasOthers
  }

  private mutating func readDistributionPoints(_ reader: inout DERReader) throws(BuiltinError) {
    guard var list = reader.inside(DERReader.Tag.sequence) else {
      throw .failed("x509: invalid CRL distribution points")
    }
    let message = "x509: invalid CRL distribution point"
    while !list.isEmpty {
      guard var point = list.inside(DERReader.Tag.sequence) else { throw .failed(message) }
      guard point.isNext(DERReader.Tag.constructed(0)) else { continue }
      guard var name = point.inside(DERReader.Tag.constructed(0)),
        var names = name.inside(DERReader.Tag.constructed(0))
      else { throw .failed(message) }
      while names.isNext(DERReader.Tag.context(6)) {
        guard let uri = names.content(DERReader.Tag.context(6)) else { throw .failed(message) }
        distributionPoints.append(String(decoding: uri, as: UTF8.self))
      }
    }
  }

  private mutating func readAuthorityKey(_ found: Certificate.Extension) throws(BuiltinError) {
    if found.isCritical { throw .failed("x509: authority key identifier incorrectly marked critical") }
    let message = "x509: invalid authority key identifier"
    var reader = DERReader(found.value)
    guard var inside = reader.inside(DERReader.Tag.sequence) else { throw .failed(message) }
    guard inside.isNext(DERReader.Tag.context(0)) else { return }
    guard let key = inside.content(DERReader.Tag.context(0)) else { throw .failed(message) }
    authorityKey = key
  }

  private static let usages: [[Int]: Int] = {
    let standard = Dictionary(uniqueKeysWithValues: (1...9).map { ([1, 3, 6, 1, 5, 5, 7, 3, $0], $0) })
    let more = [
      [2, 5, 29, 37, 0]: 0, [1, 3, 6, 1, 4, 1, 311, 10, 3, 3]: 10, [2, 16, 840, 1, 113730, 4, 1]: 11,
      [1, 3, 6, 1, 4, 1, 311, 2, 1, 22]: 12, [1, 3, 6, 1, 4, 1, 311, 61, 1, 1]: 13,
    ]
    return standard.merging(more) { first, _ in first }
  }()

  private mutating func readExtendedUsages(_ reader: inout DERReader) throws(BuiltinError) {
    let message = "x509: invalid extended key usages"
    guard var list = reader.inside(DERReader.Tag.sequence) else { throw .failed(message) }
    while !list.isEmpty {
      guard let usage = list.oid() else { throw .failed(message) }
      if let known = CertificateFields.usages[usage.arcs] {
        extendedUsages.append(known)
      } else {
        unknownUsages.append(usage)
      }
    }
  }

  private mutating func readAuthorityAccess(_ found: Certificate.Extension) throws(BuiltinError) {
    if found.isCritical { throw .failed("x509: authority info access incorrectly marked critical") }
    let message = "x509: invalid authority info access"
    var reader = DERReader(found.value)
    guard var list = reader.inside(DERReader.Tag.sequence) else { throw .failed(message) }
    while !list.isEmpty {
      guard var access = list.inside(DERReader.Tag.sequence), let method = access.oid() else { throw .failed(message) }
      guard access.isNext(DERReader.Tag.context(6)) else { continue }
      guard let location = access.content(DERReader.Tag.context(6)) else { throw .failed(message) }
      let text = String(decoding: location, as: UTF8.self)
      switch method.arcs {
      case [1, 3, 6, 1, 5, 5, 7, 48, 1]: statusServers.append(text)
      case [1, 3, 6, 1, 5, 5, 7, 48, 2]: issuerURLs.append(text)
      default: break
      }
    }
  }
}
