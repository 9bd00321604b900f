internal import Rego

/// An X.509 certificate, taken apart as Go's `crypto/x509` does: what policies see are that package's fields.
struct Certificate {
  struct Extension {
    let id: ASN1Identifier
    let isCritical: Bool
    let value: ArraySlice<UInt8>

    /// From what lies inside the sequence.
    init(inside reader: DERReader) throws(BuiltinError) {
      var reader = reader
      guard let id = reader.oid() else { throw .failed("x509: malformed extension OID field") }
      self.id = id
      if reader.isNext(DERReader.Tag.boolean) {
        guard let flag = reader.boolean() else { throw .failed("x509: malformed extension critical field") }
        isCritical = flag
      } else {
        isCritical = false
      }
      guard let value = reader.content(DERReader.Tag.octetString) else {
        throw .failed("x509: malformed extension value field")
      }
      self.value = value
    }
  }

  let raw: ArraySlice<UInt8>
  let body: ArraySlice<UInt8>
  let version: Int
  let serialNumber: [UInt8]
  let rawSignatureAlgorithm: ArraySlice<UInt8>
  let signatureAlgorithm: CertificateSignature
  let rawIssuer: ArraySlice<UInt8>
  let issuer: DistinguishedName
  let notBefore: CertificateTime
  let notAfter: CertificateTime
  let rawSubject: ArraySlice<UInt8>
  let subject: DistinguishedName
  let publicKey: PublicKeyInfo
  private(set) var extensions: [Extension] = []
  private(set) var fields = CertificateFields()
  let signature: [UInt8]

  /// All certificates of concatenated DER.
  static func all(_ der: [UInt8]) throws(BuiltinError) -> [Certificate] {
    var reader = DERReader(der)
    var certificates: [Certificate] = []
    while !reader.isEmpty { certificates.append(try Certificate(&reader)) }
    return certificates
  }

  /// The only certificate of some DER.
  init(_ der: [UInt8]) throws(BuiltinError) {
    var reader = DERReader(der)
    self = try Certificate(&reader)
    guard reader.isEmpty else { throw .failed("x509: trailing data") }
  }

  private init(_ reader: inout DERReader) throws(BuiltinError) {
    guard let whole = reader.element(DERReader.Tag.sequence) else { throw .failed("x509: malformed certificate") }
    raw = whole.whole
    var outer = DERReader(whole.content)
    guard let bodyElement = outer.element(DERReader.Tag.sequence) else {
      throw .failed("x509: malformed tbs certificate")
    }
    body = bodyElement.whole
    var inner = DERReader(bodyElement.content)
    version = try Certificate.version(&inner)
    guard let serial = inner.integer() else { throw .failed("x509: malformed serial number") }
    guard serial.first.map({ $0 & 0x80 == 0 }) == true else { throw .failed("x509: negative serial number") }
    guard serial.count <= DecimalMagnitude.bytesMax else { throw .failed("x509: serial number is too long") }
    serialNumber = Array(serial)
    guard let algorithm = inner.element(DERReader.Tag.sequence) else {
      throw .failed("x509: malformed signature algorithm identifier")
    }
    rawSignatureAlgorithm = algorithm.whole
    guard let outerAlgorithm = outer.content(DERReader.Tag.sequence) else {
      throw .failed("x509: malformed algorithm identifier")
    }
    guard outerAlgorithm.elementsEqual(algorithm.content) else {
      throw .failed("x509: inner and outer signature algorithm identifiers don't match")
    }
    signatureAlgorithm = CertificateSignature(try AlgorithmIdentifier(inside: DERReader(algorithm.content)))
    guard let issuerElement = inner.element(DERReader.Tag.sequence) else { throw .failed("x509: malformed issuer") }
    rawIssuer = issuerElement.whole
    issuer = try DistinguishedName(rawIssuer)
    guard var validity = inner.inside(DERReader.Tag.sequence) else { throw .failed("x509: malformed validity") }
    notBefore = try CertificateTime(&validity)
    notAfter = try CertificateTime(&validity)
    guard let subjectElement = inner.element(DERReader.Tag.sequence) else { throw .failed("x509: malformed issuer") }
    rawSubject = subjectElement.whole
    subject = try DistinguishedName(rawSubject)
    publicKey = try PublicKeyInfo(&inner)
    if version > 1 { extensions = try Certificate.extensions(&inner, version) }
    for found in extensions { try fields.read(found) }
    guard let bits = outer.bits() else { throw .failed("x509: malformed signature") }
    signature = bits.rightAligned
  }

  /// The version as people count it, from 1.
  private static func version(_ reader: inout DERReader) throws(BuiltinError) -> Int {
    guard reader.isNext(DERReader.Tag.constructed(0)) else { return 1 }
    guard var tagged = reader.inside(DERReader.Tag.constructed(0)), let number = tagged.int64(), tagged.isEmpty,
      number >= 0
    else { throw .failed("x509: malformed version") }
    guard number < 3 else { throw .failed("x509: invalid version") }
    return Int(number) + 1
  }

  private static func extensions(_ reader: inout DERReader, _ version: Int) throws(BuiltinError) -> [Extension] {
    guard reader.skipOptional(DERReader.Tag.context(1)) else { throw .failed("x509: malformed issuerUniqueID") }
    guard reader.skipOptional(DERReader.Tag.context(2)) else { throw .failed("x509: malformed subjectUniqueID") }
    guard version == 3, reader.isNext(DERReader.Tag.constructed(3)) else { return [] }
    guard var tagged = reader.inside(DERReader.Tag.constructed(3)),
      var list = tagged.inside(DERReader.Tag.sequence)
    else { throw .failed("x509: malformed extensions") }
    var found: [Extension] = []
    var seen: Set<ASN1Identifier> = []
    while !list.isEmpty {
      guard let inside = list.inside(DERReader.Tag.sequence) else { throw .failed("x509: malformed extension") }
      let one = try Extension(inside: inside)
      guard seen.insert(one.id).inserted else {
        throw .failed("x509: certificate contains duplicate extension with OID \"\(one.id.text)\"")
      }
      found.append(one)
    }
    return found
  }

  /// The alternative names as they were written; nil without the extension.
  var alternativeNames: ArraySlice<UInt8>? { extensions.first { $0.id.isArcs([2, 5, 29, 17]) }?.value }

  var hasNameConstraints: Bool { extensions.contains { $0.id.isArcs([2, 5, 29, 30]) } }

  var isSelfIssued: Bool { rawIssuer.elementsEqual(rawSubject) }
}
