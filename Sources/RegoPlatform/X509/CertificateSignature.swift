/// The algorithms by which certificates are signed; the raw values are those of Go's `x509.SignatureAlgorithm`.
enum CertificateSignature: Int {
  case unknown = 0
  case md5RSA = 2
  case sha1RSA = 3
  case sha256RSA = 4
  case sha384RSA = 5
  case sha512RSA = 6
  case dsaSHA1 = 7
  case dsaSHA256 = 8
  case ecdsaSHA1 = 9
  case ecdsaSHA256 = 10
  case ecdsaSHA384 = 11
  case ecdsaSHA512 = 12
  case sha256PSS = 13
  case sha384PSS = 14
  case sha512PSS = 15
  case ed25519 = 16
  case mldsa44 = 17
  case mldsa65 = 18
  case mldsa87 = 19

  private static let byArcs: [[Int]: CertificateSignature] = [
    [1, 2, 840, 113549, 1, 1, 4]: .md5RSA, [1, 2, 840, 113549, 1, 1, 5]: .sha1RSA, [1, 3, 14, 3, 2, 29]: .sha1RSA,
    [1, 2, 840, 113549, 1, 1, 11]: .sha256RSA, [1, 2, 840, 113549, 1, 1, 12]: .sha384RSA,
    [1, 2, 840, 113549, 1, 1, 13]: .sha512RSA, [1, 2, 840, 10040, 4, 3]: .dsaSHA1,
    [2, 16, 840, 1, 101, 3, 4, 3, 2]: .dsaSHA256, [1, 2, 840, 10045, 4, 1]: .ecdsaSHA1,
    [1, 2, 840, 10045, 4, 3, 2]: .ecdsaSHA256, [1, 2, 840, 10045, 4, 3, 3]: .ecdsaSHA384,
    [1, 2, 840, 10045, 4, 3, 4]: .ecdsaSHA512, [1, 3, 101, 112]: .ed25519,
    [2, 16, 840, 1, 101, 3, 4, 3, 17]: .mldsa44, [2, 16, 840, 1, 101, 3, 4, 3, 18]: .mldsa65,
    [2, 16, 840, 1, 101, 3, 4, 3, 19]: .mldsa87,
  ]

  init(_ identifier: AlgorithmIdentifier) {
    if identifier.algorithm.isArcs([1, 2, 840, 113549, 1, 1, 10]) {
      self = CertificateSignature.pss(identifier.parameters)
      return
    }
    let found = CertificateSignature.byArcs[identifier.algorithm.arcs] ?? .unknown
    switch found {
    case .ed25519, .mldsa44, .mldsa65, .mldsa87: self = identifier.parameters.isEmpty ? found : .unknown
    default: self = found
    }
  }

  /// PSS with one hash throughout, its length as the salt's, and nothing else of its own.
  private static func pss(_ parameters: ArraySlice<UInt8>) -> CertificateSignature {
    var outer = DERReader(parameters)
    guard var sequence = outer.inside(DERReader.Tag.sequence), let hash = explicit(&sequence, 0),
      let mask = explicit(&sequence, 1), mask.algorithm.isArcs([1, 2, 840, 113549, 1, 1, 8])
    else { return .unknown }
    var maskParameters = DERReader(mask.parameters)
    guard let maskInside = maskParameters.inside(DERReader.Tag.sequence),
      let maskHash = try? AlgorithmIdentifier(inside: maskInside), maskHash.algorithm == hash.algorithm,
      hash.parameters.isEmpty || hash.hasNullParameters, maskHash.parameters.isEmpty || maskHash.hasNullParameters,
      var salt = sequence.inside(DERReader.Tag.constructed(2)), let saltBytes = salt.int64()
    else { return .unknown }
    if sequence.isNext(DERReader.Tag.constructed(3)) {
      guard var trailer = sequence.inside(DERReader.Tag.constructed(3)), trailer.int64() == 1 else { return .unknown }
    }
    switch (hash.algorithm.arcs, saltBytes) {
    case ([2, 16, 840, 1, 101, 3, 4, 2, 1], 32): return .sha256PSS
    case ([2, 16, 840, 1, 101, 3, 4, 2, 2], 48): return .sha384PSS
    case ([2, 16, 840, 1, 101, 3, 4, 2, 3], 64): return .sha512PSS
    default: return .unknown
    }
  }

  private static func explicit(_ reader: inout DERReader, _ number: UInt8) -> AlgorithmIdentifier? {
    guard var tagged = reader.inside(DERReader.Tag.constructed(number)),
      let inside = tagged.inside(DERReader.Tag.sequence)
    else { return nil }
    return try? AlgorithmIdentifier(inside: inside)
  }
}
