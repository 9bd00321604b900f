internal import Rego

extension Certificate {
  /// The document that Go's `x509.Certificate` is. With `hasURIStrings` also the member that the reference adds.
  func document(_ output: DocumentWriter, hasURIStrings: Bool) throws(BuiltinError) -> Value {
    try output.reserve(raw.count)
    var members = identity(output) + constraints(output) + fields.names.members(output)
    members += fields.policies.members(output)
    if hasURIStrings { members.append(("URIStrings", output.strings(fields.names.uris.map(\.text)))) }
    return output.object(members)
  }

  /// Who, by whom, and since when.
  private func identity(_ output: DocumentWriter) -> [(StaticString, Value)] {
    [
      ("Raw", output.base64(raw)), ("RawTBSCertificate", output.base64(body)),
      ("RawSubjectPublicKeyInfo", output.base64(publicKey.raw)), ("RawSubject", output.base64(rawSubject)),
      ("RawIssuer", output.base64(rawIssuer)), ("RawSignatureAlgorithm", output.base64(rawSignatureAlgorithm)),
      ("Signature", output.base64(signature)), ("SignatureAlgorithm", Value(signatureAlgorithm.rawValue)),
      ("PublicKeyAlgorithm", Value(publicKey.algorithm)), ("PublicKey", publicKey.document(output)),
      ("Version", Value(version)), ("SerialNumber", output.number(serialNumber)),
      ("Issuer", issuer.document(output)), ("Subject", subject.document(output)),
      ("NotBefore", output.string(notBefore.text)), ("NotAfter", output.string(notAfter.text)),
      ("Extensions", output.list(extensions.map { $0.document(output) })), ("ExtraExtensions", .null),
    ]
  }

  /// What the key may be used for, and where to ask about the certificate.
  private func constraints(_ output: DocumentWriter) -> [(StaticString, Value)] {
    let permitted = fields.permitted.documents(output)
    let excluded = fields.excluded.documents(output)
    return [
      ("KeyUsage", Value(fields.keyUsage)),
      ("UnhandledCriticalExtensions", output.list(fields.unhandledCritical.map(output.identifier))),
      ("ExtKeyUsage", output.list(fields.extendedUsages.map { Value($0) })),
      ("UnknownExtKeyUsage", output.list(fields.unknownUsages.map(output.identifier))),
      ("BasicConstraintsValid", Value(fields.hasBasicConstraints)), ("IsCA", Value(fields.isAuthority)),
      ("MaxPathLen", Value(fields.pathLengthMax)),
      ("MaxPathLenZero", Value(fields.hasBasicConstraints && fields.pathLengthMax == 0)),
      ("SubjectKeyId", output.base64(fields.subjectKey)), ("AuthorityKeyId", output.base64(fields.authorityKey)),
      ("OCSPServer", output.strings(fields.statusServers)),
      ("IssuingCertificateURL", output.strings(fields.issuerURLs)),
      ("PermittedDNSDomainsCritical", Value(fields.areNameConstraintsCritical)),
      ("PermittedDNSDomains", permitted.dns), ("ExcludedDNSDomains", excluded.dns),
      ("PermittedIPRanges", permitted.networks), ("ExcludedIPRanges", excluded.networks),
      ("PermittedEmailAddresses", permitted.emails), ("ExcludedEmailAddresses", excluded.emails),
      ("PermittedURIDomains", permitted.uris), ("ExcludedURIDomains", excluded.uris),
      ("CRLDistributionPoints", output.strings(fields.distributionPoints)),
    ]
  }
}

extension Certificate.Extension {
  func document(_ output: DocumentWriter) -> Value {
    output.object([
      ("Id", output.identifier(id)), ("Critical", Value(isCritical)), ("Value", output.base64(value)),
    ])
  }
}
