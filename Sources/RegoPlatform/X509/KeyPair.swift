internal import Rego

/// A certificate, those that follow it, and its private key.
struct KeyPair {
  private let chain: [[UInt8]]
  private let leaf: Certificate
  private let key: PrivateKey

  /// From texts that are PEM, PEM in Base64, or DER in Base64.
  init(certificate: [UInt8], key: [UInt8]) throws(BuiltinError) {
    chain = try KeyPair.certificates(certificate)
    let der = try KeyPair.keyBytes(key)
    leaf = try Certificate(chain[0])
    self.key = try PrivateKey.any(der)
    try check()
  }

  private static let begin = "-----BEGIN ".utf8

  private static func certificates(_ text: [UInt8]) throws(BuiltinError) -> [[UInt8]] {
    let text = text.starts(with: begin) ? text : try Base64Text.decoded(text)
    guard text.starts(with: begin) else { return [text] }
    let blocks = PEMBlock.all(in: text[...])
    let found = blocks.filter { $0.label == "CERTIFICATE" }.map(\.bytes)
    if !found.isEmpty { return found }
    if blocks.isEmpty { throw .failed("tls: failed to find any PEM data in certificate input") }
    if blocks.count == 1, blocks[0].label.hasSuffix("PRIVATE KEY") {
      throw .failed(
        "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched"
      )
    }
    let labels = blocks.map(\.label).joined(separator: " ")
    throw .failed(
      "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: [\(labels)]"
    )
  }

  private static func keyBytes(_ text: [UInt8]) throws(BuiltinError) -> [UInt8] {
    let text = text.starts(with: begin) ? text : try Base64Text.decoded(text)
    guard text.starts(with: begin) else { return text }
    let blocks = PEMBlock.all(in: text[...])
    if let key = blocks.first(where: { $0.label == "PRIVATE KEY" || $0.label.hasSuffix(" PRIVATE KEY") }) {
      return key.bytes
    }
    if blocks.isEmpty { throw .failed("tls: failed to find any PEM data in key input") }
    if blocks.count == 1, blocks[0].label == "CERTIFICATE" {
      throw .failed("tls: found a certificate rather than a key in the PEM for the private key")
    }
    let labels = blocks.map(\.label).joined(separator: " ")
    throw .failed(
      "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: [\(labels)]"
    )
  }

  /// Whether the private key is that of the certificate's public one.
  private func check() throws(BuiltinError) {
    let isSame: Bool
    switch (leaf.publicKey.material, key) {
    case (.rsa(let modulus, let exponent), .rsa(let numbers)):
      isSame = modulus == numbers.modulus && exponent == numbers.exponent
    case (.ec(let curve, let x, let y), .ec(let other, _, let coordinates)):
      isSame = curve == other && x + y == coordinates
    case (.ed25519(let key), .ed25519(_, let other)): isSame = key == other
    case (.rsa, _), (.ec, _), (.ed25519, _):
      if case .x25519 = key { throw .failed("tls: found unknown private key type in PKCS#8 wrapping") }
      throw .failed("tls: private key type does not match public key type")
    default: throw .failed("tls: unknown public key algorithm")
    }
    guard isSame else { throw .failed("tls: private key does not match public key") }
  }

  /// The document that Go's `tls.Certificate` is.
  func document(_ output: DocumentWriter) throws(BuiltinError) -> Value {
    try output.reserve(chain.reduce(0) { $0 + $1.count })
    return output.object([
      ("Certificate", output.array(chain.map { output.base64($0) })), ("PrivateKey", try key.document(output)),
      ("SupportedSignatureAlgorithms", .null), ("OCSPStaple", .null), ("SignedCertificateTimestamps", .null),
      ("Leaf", try leaf.document(output, hasURIStrings: false)),
    ])
  }
}
