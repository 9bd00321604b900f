internal import Rego

extension PrivateKey {
  /// The document that Go's key type is.
  func document(_ output: DocumentWriter) throws(BuiltinError) -> Value {
    switch self {
    case .rsa(let key):
      try output.reserve(key.modulus.count * 5)
      let precomputed = output.object([
        ("Dp", output.number(key.precomputed[0])), ("Dq", output.number(key.precomputed[1])),
        ("Qinv", output.number(key.precomputed[2])), ("CRTValues", output.array([])),
      ])
      return output.object([
        ("N", output.number(key.modulus)), ("E", Value(key.exponent)), ("D", output.number(key.secretExponent)),
        ("Primes", output.array(key.primes.map { output.number($0) })), ("Precomputed", precomputed),
      ])
    case .ec(let curve, let secret, let coordinates):
      return output.object([
        ("Curve", output.object([])), ("X", output.number(coordinates.prefix(curve.bytes))),
        ("Y", output.number(coordinates.suffix(curve.bytes))), ("D", output.number(secret)),
      ])
    case .ed25519(let seed, let publicKey): return output.base64(seed + publicKey)
    case .x25519: return output.object([])
    }
  }

  /// The JSON Web Key.
  func jsonWebKey(_ output: DocumentWriter) throws(BuiltinError) -> Value {
    switch self {
    case .rsa(let key):
      try output.reserve(key.modulus.count * 5)
      return output.object([
        ("kty", output.string("RSA")), ("n", output.base64URL(key.modulus)),
        ("e", output.base64URL(key.exponentBytes)), ("d", output.base64URL(key.secretExponent)),
        ("p", output.base64URL(key.primes[0])), ("q", output.base64URL(key.primes[1])),
        ("dp", output.base64URL(key.precomputed[0])), ("dq", output.base64URL(key.precomputed[1])),
        ("qi", output.base64URL(key.precomputed[2])),
      ])
    case .ec(let curve, let secret, let coordinates):
      return output.object([
        ("kty", output.string("EC")), ("crv", output.string(curve.name)), ("d", output.base64URL(secret)),
        ("x", output.base64URL(coordinates.prefix(curve.bytes))),
        ("y", output.base64URL(coordinates.suffix(curve.bytes))),
      ])
    case .ed25519(let secret, let publicKey): return octetKey("Ed25519", secret, publicKey, output)
    case .x25519(let secret, let publicKey): return octetKey("X25519", secret, publicKey, output)
    }
  }

  private func octetKey(_ curve: String, _ secret: [UInt8], _ publicKey: [UInt8], _ output: DocumentWriter) -> Value {
    output.object([
      ("kty", output.string("OKP")), ("crv", output.string(curve)), ("d", output.base64URL(secret)),
      ("x", output.base64URL(publicKey)),
    ])
  }
}
