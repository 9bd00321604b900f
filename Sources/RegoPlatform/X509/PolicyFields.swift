internal import Rego

/// What a certificate says of policies.
struct PolicyFields {
  struct Mapping {
    /// Encodings without identifier and length.
    let issuer: [UInt8]
    let subject: [UInt8]
  }

  /// Encodings without identifier and length: an arc may be of any size. Nil without the extension.
  private(set) var identifiers: [[UInt8]]?
  private(set) var mappings: [Mapping] = []
  /// How many more certificates may follow before it holds; nil when it is not asked for.
  private(set) var requireExplicit: Int?
  private(set) var inhibitMapping: Int?
  private(set) var inhibitAny: Int?

  mutating func readPolicies(_ reader: inout DERReader) throws(BuiltinError) {
    let message = "x509: invalid certificate policies"
    guard var list = reader.inside(DERReader.Tag.sequence) else { throw .failed(message) }
    var found: [[UInt8]] = []
    var seen: Set<[UInt8]> = []
    while !list.isEmpty {
      guard var policy = list.inside(DERReader.Tag.sequence), let der = policy.content(DERReader.Tag.oid),
        PolicyFields.isIdentifier(der), seen.insert(Array(der)).inserted
      else { throw .failed(message) }
      found.append(Array(der))
    }
    identifiers = found
  }

  mutating func readMappings(_ reader: inout DERReader) throws(BuiltinError) {
    let message = "x509: invalid policy mappings extension"
    guard var list = reader.inside(DERReader.Tag.sequence) else { throw .failed(message) }
    while !list.isEmpty {
      guard var pair = list.inside(DERReader.Tag.sequence), let issuer = pair.content(DERReader.Tag.oid),
        let subject = pair.content(DERReader.Tag.oid)
      else { throw .failed(message) }
      mappings.append(Mapping(issuer: Array(issuer), subject: Array(subject)))
    }
  }

  mutating func readConstraints(_ reader: inout DERReader) throws(BuiltinError) {
    let message = "x509: invalid policy constraints extension"
    guard var inside = reader.inside(DERReader.Tag.sequence) else { throw .failed(message) }
    if inside.isNext(DERReader.Tag.context(0)) {
      guard let number = inside.int64(DERReader.Tag.context(0)) else { throw .failed(message) }
      requireExplicit = Int(number)
    }
    if inside.isNext(DERReader.Tag.context(1)) {
      guard let number = inside.int64(DERReader.Tag.context(1)) else { throw .failed(message) }
      inhibitMapping = Int(number)
    }
  }

  mutating func readInhibitAny(_ reader: inout DERReader) throws(BuiltinError) {
    guard let number = reader.int64() else { throw .failed("x509: invalid inhibit any policy extension") }
    inhibitAny = Int(number)
  }

  /// Whether every arc has its shortest form and the last one ends.
  private static func isIdentifier(_ der: ArraySlice<UInt8>) -> Bool {
    guard let last = der.last, last & 0x80 == 0 else { return false }
    var isStart = true
    for byte in der {
      if isStart, byte == 0x80 { return false }
      isStart = byte & 0x80 == 0
    }
    return true
  }

  /// An identifier in decimal, whatever the size of its arcs.
  static func text(_ der: [UInt8]) -> String {
    if let identifier = ASN1Identifier(der: der[...]) { return identifier.text }
    var arcs: [String] = []
    var rest = der[...]
    while let end = rest.firstIndex(where: { $0 & 0x80 == 0 }) {
      let arc = rest[...end]
      rest = rest[(end + 1)...]
      let text = DecimalMagnitude.text(bytes(ofArc: arc))
      if arcs.isEmpty, let small = Int(text) {
        arcs = small < 80 ? ["\(small / 40)", "\(small % 40)"] : ["2", "\(small - 80)"]
      } else {
        arcs.append(text)
      }
    }
    return arcs.joined(separator: ".")
  }

  /// An arc's number, seven bits of each byte, as bytes of eight.
  private static func bytes(ofArc arc: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var held: UInt32 = 0
    var bits: UInt32 = 0
    for byte in arc.reversed() {
      held |= UInt32(byte & 0x7F) << bits
      bits += 7
      if bits >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: held))
        held >>= 8
        bits -= 8
      }
    }
    if held > 0 { bytes.append(UInt8(truncatingIfNeeded: held)) }
    return bytes.reversed()
  }

  func members(_ output: DocumentWriter) -> [(StaticString, Value)] {
    let known = identifiers?.compactMap { ASN1Identifier(der: $0[...]) }.map(output.identifier)
    return [
      ("PolicyIdentifiers", known.map(output.array) ?? .null),
      ("Policies", output.strings((identifiers ?? []).map(PolicyFields.text))),
      ("InhibitAnyPolicy", Value(inhibitAny ?? 0)), ("InhibitAnyPolicyZero", Value(inhibitAny == 0)),
      ("InhibitPolicyMapping", Value(inhibitMapping ?? 0)), ("InhibitPolicyMappingZero", Value(inhibitMapping == 0)),
      ("RequireExplicitPolicy", Value(requireExplicit ?? 0)),
      ("RequireExplicitPolicyZero", Value(requireExplicit == 0)),
      (
        "PolicyMappings",
        output.list(
          mappings.map { mapping in
            output.object([
              ("IssuerDomainPolicy", output.string(PolicyFields.text(mapping.issuer))),
              ("SubjectDomainPolicy", output.string(PolicyFields.text(mapping.subject))),
            ])
          })
      ),
    ]
  }
}
