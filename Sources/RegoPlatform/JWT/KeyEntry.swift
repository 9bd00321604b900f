// Unsafe: compares texts in place.

internal import Rego

/// A key that tokens are verified with, and what its set says of it.
struct KeyEntry {
  let key: VerificationKey
  /// The algorithm that it is for; empty when it is for any of its kind.
  let algorithm: String
  /// Empty when it has none.
  let identifier: String

  /// The keys of a certificate, of a PEM public key, or of a JSON Web Key or key set.
  static func entries(_ text: UnsafeBufferPointer<UInt8>) throws(BuiltinError) -> [KeyEntry] {
    if let (block, rest) = PEMBlock.next(in: Array(text)[...]) { return [try entry(block, rest)] }
    let prefix = "failed to parse a JWK key (set): jwk.ParseString: failed to parse string: jwk.Parse"
    let document: Document
    do throws(JSONError) { document = try Document(json: Array(text)) } catch {
      throw .failed("\(prefix): failed to unmarshal JWK set: \(JSONSyntax.problem(text) ?? error.message)")
    }
    return try document.withValue { value throws(BuiltinError) in
      let set = value["keys"]
      // Keys of unknown kinds, and for other purposes, may be in a set.
      if set.kind == .array { return set.items.compactMap(entry) }
      guard VerificationKey(jwk: value) != nil else {
        throw .failed("\(prefix): failed to unmarshal JWK set: failed to parse sole key in key set")
      }
      return [entry(value)].compactMap { $0 }
    }
  }

  private static func entry(_ block: PEMBlock, _ rest: ArraySlice<UInt8>) throws(BuiltinError) -> KeyEntry {
    guard rest.isEmpty else { throw .failed("extra data after a PEM certificate block") }
    let info: PublicKeyInfo
    let problem: String
    switch block.label {
    case "CERTIFICATE": problem = "failed to parse a PEM certificate: "
    case "PUBLIC KEY": problem = "failed to parse a PEM public key: "
    default: throw .failed("failed to extract a Key from the PEM certificate")
    }
    do throws(BuiltinError) {
      if block.label == "CERTIFICATE" {
        info = try Certificate(block.bytes).publicKey
      } else {
        var reader = DERReader(block.bytes)
        info = try PublicKeyInfo(&reader)
        guard reader.isEmpty else { throw .failed("x509: trailing data after ASN.1 of public-key") }
        if info.material == nil, !info.isX25519 { throw .failed("x509: unknown public key algorithm") }
      }
    } catch {
      guard case .failed(let text) = error else { throw error }
      throw .failed(problem + text)
    }
    return KeyEntry(key: info.verificationKey ?? .unusable, algorithm: "", identifier: "")
  }

  /// A key of a set; nil when it is of no known kind or for an algorithm that signs no tokens.
  private static func entry(_ jwk: Value) -> KeyEntry? {
    let algorithm = jwk["alg"]
    if algorithm.kind == .string, SignatureAlgorithm(algorithm) == nil { return nil }
    guard let key = VerificationKey(jwk: jwk) else { return nil }
    return KeyEntry(key: key, algorithm: algorithm.string ?? "", identifier: jwk["kid"].string ?? "")
  }

  func isNamed(_ name: Value) -> Bool {
    name.tag == .string && name.count > 0 && name.utf8.elementsEqual(identifier.utf8)
  }

  func isFor(_ algorithm: Value) -> Bool {
    self.algorithm.isEmpty || (algorithm.tag == .string && algorithm.utf8.elementsEqual(self.algorithm.utf8))
  }
}
