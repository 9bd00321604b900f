internal import Rego

/// A request for a certificate (PKCS #10).
struct CertificateRequest {
  private let raw: ArraySlice<UInt8>
  private let body: ArraySlice<UInt8>
  private let version: Int64
  private let rawSubject: ArraySlice<UInt8>
  private let subject: DistinguishedName
  private let publicKey: PublicKeyInfo
  private let attributes: [Attribute]
  private let extensions: [Certificate.Extension]
  private let names: AlternativeNames
  private let rawSignatureAlgorithm: ArraySlice<UInt8>
  private let signatureAlgorithm: CertificateSignature
  private let signature: [UInt8]

  /// An attribute whose values are lists of types and values.
  private struct Attribute {
    let type: ASN1Identifier
    let values: [[(type: ASN1Identifier, value: ASN1Any)]]
  }

  private static let malformed = BuiltinError.failed("asn1: structure error: malformed certificate request")

  init(_ der: [UInt8]) throws(BuiltinError) {
    var reader = DERReader(der)
    guard let whole = reader.element(DERReader.Tag.sequence) else { throw CertificateRequest.headProblem(der) }
    guard reader.isEmpty else { throw .failed("asn1: syntax error: trailing data") }
    raw = whole.whole
    var outer = DERReader(whole.content)
    guard let bodyElement = outer.element(DERReader.Tag.sequence),
      let algorithm = outer.element(DERReader.Tag.sequence), let bits = outer.bits()
    else { throw CertificateRequest.malformed }
    body = bodyElement.whole
    var inner = DERReader(bodyElement.content)
    guard let number = inner.int64(), let name = inner.element() else { throw CertificateRequest.malformed }
    version = number
    rawSubject = name.whole
    publicKey = try PublicKeyInfo(&inner)
    guard let list = inner.inside(DERReader.Tag.constructed(0)) else { throw CertificateRequest.malformed }
    subject = try DistinguishedName(rawSubject)
    attributes = CertificateRequest.attributes(list)
    extensions = try CertificateRequest.extensions(list)
    var names = AlternativeNames()
    for found in extensions where found.id.isArcs([2, 5, 29, 17]) { names = try AlternativeNames(found.value) }
    self.names = names
    rawSignatureAlgorithm = algorithm.whole
    signatureAlgorithm = CertificateSignature(try AlgorithmIdentifier(inside: DERReader(algorithm.content)))
    signature = bits.rightAligned
  }

  /// What the reference says of text that is no sequence.
  private static func headProblem(_ der: [UInt8]) -> BuiltinError {
    if der.isEmpty { return .failed("asn1: syntax error: sequence truncated") }
    let truncated = BuiltinError.failed("asn1: syntax error: truncated tag or length")
    guard let first = der.first, first & 0x1F != 0x1F, der.count > 1 else { return truncated }
    var length = Int(der[1])
    if length & 0x80 != 0 {
      let count = length & 0x7F
      if count == 0 { return .failed("asn1: syntax error: indefinite length found (not DER)") }
      guard der.count >= 2 + count else { return truncated }
      guard count <= 4, der[2] != 0 else {
        return .failed(
          count > 4
            ? "asn1: structure error: length too large" : "asn1: structure error: superfluous leading zeros in length")
      }
      length = der[2..<(2 + count)].reduce(0) { $0 << 8 | Int($1) }
      if length < 0x80 { return .failed("asn1: structure error: non-minimal length") }
    }
    guard first != DERReader.Tag.sequence else { return .failed("asn1: syntax error: data truncated") }
    let found = "{class:\(first >> 6) tag:\(first & 0x1F) length:\(length) isCompound:\(first & 0x20 != 0)}"
    let parameters =
      "{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}"
    return .failed("asn1: structure error: tags don't match (16 vs \(found)) \(parameters) certificateRequest @2")
  }

  /// The attributes that are lists of types and values; others are left out.
  private static func attributes(_ list: DERReader) -> [Attribute] {
    var list = list
    var found: [Attribute] = []
    while let element = list.element() {
      guard element.tag == DERReader.Tag.sequence else { continue }
      var inside = DERReader(element.content)
      guard let type = inside.oid(), var set = inside.inside(DERReader.Tag.set) else { continue }
      var values: [[(type: ASN1Identifier, value: ASN1Any)]] = []
      var isRead = true
      while isRead, !set.isEmpty {
        guard let row = set.inside(DERReader.Tag.sequence).flatMap(pairs) else {
          isRead = false
          continue
        }
        values.append(row)
      }
      if isRead { found.append(Attribute(type: type, values: values)) }
    }
    return found
  }

  private static func pairs(_ reader: DERReader) -> [(type: ASN1Identifier, value: ASN1Any)]? {
    var reader = reader
    var row: [(type: ASN1Identifier, value: ASN1Any)] = []
    while !reader.isEmpty {
      guard var pair = reader.inside(DERReader.Tag.sequence), let type = pair.oid(), let value = try? ASN1Any(&pair)
      else { return nil }
      row.append((type, value))
    }
    return row
  }

  /// What the request wants as the certificate's extensions.
  private static func extensions(_ list: DERReader) throws(BuiltinError) -> [Certificate.Extension] {
    var list = list
    var found: [Certificate.Extension] = []
    var seen: Set<ASN1Identifier> = []
    while !list.isEmpty {
      guard let element = list.element() else { throw malformed }
      var inside = DERReader(element.content)
      // Attributes that are no sets of whole elements are passed over.
      guard element.tag == DERReader.Tag.sequence, let type = inside.oid(),
        type.isArcs([1, 2, 840, 113549, 1, 9, 14]), var set = inside.inside(DERReader.Tag.set),
        let first = set.element()
      else { continue }
      while set.element() != nil {}
      guard set.isEmpty else { continue }
      guard first.tag == DERReader.Tag.sequence else { throw malformed }
      var wanted = DERReader(first.content)
      while !wanted.isEmpty {
        guard let one = wanted.inside(DERReader.Tag.sequence) else { throw malformed }
        let read = try Certificate.Extension(inside: one)
        guard seen.insert(read.id).inserted else {
          throw .failed("x509: certificate request contains duplicate requested extensions")
        }
        found.append(read)
      }
    }
    return found
  }

  /// The document that Go's `x509.CertificateRequest` is.
  func document(_ output: DocumentWriter) throws(BuiltinError) -> Value {
    try output.reserve(raw.count)
    let attributes = attributes.map { attribute in
      let rows = attribute.values.map { row in
        output.list(
          row.map {
            output.object([("Type", output.identifier($0.type)), ("Value", $0.value.document(output))])
          })
      }
      return output.object([("Type", output.identifier(attribute.type)), ("Value", output.array(rows))])
    }
    let members: [(StaticString, Value)] = [
      ("Raw", output.base64(raw)), ("RawTBSCertificateRequest", output.base64(body)),
      ("RawSubjectPublicKeyInfo", output.base64(publicKey.raw)), ("RawSubject", output.base64(rawSubject)),
      ("RawSignatureAlgorithm", output.base64(rawSignatureAlgorithm)), ("Version", Value(version)),
      ("Signature", output.base64(signature)), ("SignatureAlgorithm", Value(signatureAlgorithm.rawValue)),
      ("PublicKeyAlgorithm", Value(publicKey.algorithm)), ("PublicKey", publicKey.document(output)),
      ("Subject", subject.document(output)), ("Attributes", output.list(attributes)),
      ("Extensions", output.list(extensions.map { $0.document(output) })), ("ExtraExtensions", .null),
    ]
    return output.object(members + names.members(output))
  }
}
