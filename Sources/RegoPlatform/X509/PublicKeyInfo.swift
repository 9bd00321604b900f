internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import Rego

/// A public key as certificates carry it (SubjectPublicKeyInfo).
struct PublicKeyInfo {
  enum Material {
    case rsa(modulus: [UInt8], exponent: Int64)
    case dsa(p: [UInt8], q: [UInt8], g: [UInt8], y: [UInt8])
    case ec(EllipticCurve, x: [UInt8], y: [UInt8])
    case ed25519([UInt8])
  }

  /// The element as it was written.
  let raw: ArraySlice<UInt8>
  /// The number of Go's `x509.PublicKeyAlgorithm`; 0 for those that are not read.
  let algorithm: Int
  let material: Material?
  private let keyAlgorithm: AlgorithmIdentifier

  init(_ reader: inout DERReader) throws(BuiltinError) {
    guard let element = reader.element(DERReader.Tag.sequence) else { throw .failed("x509: malformed spki") }
    raw = element.whole
    var inside = DERReader(element.content)
    guard let identifier = inside.inside(DERReader.Tag.sequence) else {
      throw .failed("x509: malformed public key algorithm identifier")
    }
    keyAlgorithm = try AlgorithmIdentifier(inside: identifier)
    guard let bits = inside.bits() else { throw .failed("x509: malformed subjectPublicKey") }
    let bytes = bits.rightAligned
    switch keyAlgorithm.algorithm.arcs {
    case [1, 2, 840, 113549, 1, 1, 1]: (algorithm, material) = (1, try PublicKeyInfo.rsa(keyAlgorithm, bytes))
    case [1, 2, 840, 10040, 4, 1]: (algorithm, material) = (2, try PublicKeyInfo.dsa(keyAlgorithm, bytes))
    case [1, 2, 840, 10045, 2, 1]: (algorithm, material) = (3, try PublicKeyInfo.ec(keyAlgorithm, bytes))
    case [1, 3, 101, 112]: (algorithm, material) = (4, try PublicKeyInfo.ed25519(keyAlgorithm, bytes))
    default: (algorithm, material) = (0, nil)
    }
  }

  // MARK: Kinds

  private static func rsa(_ algorithm: AlgorithmIdentifier, _ bytes: [UInt8]) throws(BuiltinError) -> Material {
    guard algorithm.hasNullParameters else { throw .failed("x509: RSA key missing NULL parameters") }
    var outer = DERReader(bytes)
    guard var reader = outer.inside(DERReader.Tag.sequence) else { throw .failed("x509: invalid RSA public key") }
    guard let modulus = reader.integer() else { throw .failed("x509: invalid RSA modulus") }
    guard let exponent = reader.int64() else { throw .failed("x509: invalid RSA public exponent") }
    let magnitude = modulus.drop { $0 == 0 }
    guard !magnitude.isEmpty, modulus.first.map({ $0 & 0x80 == 0 }) == true else {
      throw .failed("x509: RSA modulus is not a positive number")
    }
    guard exponent > 0 else { throw .failed("x509: RSA public exponent is not a positive number") }
    return .rsa(modulus: try bounded(Array(magnitude)), exponent: exponent)
  }

  private static func dsa(_ algorithm: AlgorithmIdentifier, _ bytes: [UInt8]) throws(BuiltinError) -> Material {
    var reader = DERReader(bytes)
    guard let y = reader.magnitude() else { throw .failed("x509: invalid DSA public key") }
    var outer = DERReader(algorithm.parameters)
    guard var parameters = outer.inside(DERReader.Tag.sequence), let p = parameters.magnitude(),
      let q = parameters.magnitude(), let g = parameters.magnitude()
    else { throw .failed("x509: invalid DSA parameters") }
    guard !y.isEmpty, !p.isEmpty, !q.isEmpty, !g.isEmpty else {
      throw .failed("x509: zero or negative DSA parameter")
    }
    return .dsa(p: try bounded(p), q: try bounded(q), g: try bounded(g), y: try bounded(y))
  }

  private static func ec(_ algorithm: AlgorithmIdentifier, _ bytes: [UInt8]) throws(BuiltinError) -> Material {
    var parameters = DERReader(algorithm.parameters)
    guard let name = parameters.oid() else { throw .failed("x509: invalid ECDSA parameters") }
    guard let curve = EllipticCurve(name) else { throw .failed("x509: unsupported elliptic curve") }
    guard bytes.first == 4, bytes.count == 1 + 2 * curve.bytes, curve.holds(point: bytes) else {
      throw .failed("ecdsa: invalid public key")
    }
    return .ec(curve, x: Array(bytes[1...curve.bytes]), y: Array(bytes[(1 + curve.bytes)...]))
  }

  private static func ed25519(_ algorithm: AlgorithmIdentifier, _ bytes: [UInt8]) throws(BuiltinError) -> Material {
    guard algorithm.parameters.isEmpty else { throw .failed("x509: Ed25519 key encoded with illegal parameters") }
    guard bytes.count == 32 else { throw .failed("x509: wrong Ed25519 public key size") }
    return .ed25519(bytes)
  }

  private static func bounded(_ magnitude: [UInt8]) throws(BuiltinError) -> [UInt8] {
    guard magnitude.count <= DecimalMagnitude.bytesMax else {
      throw .failed("x509: key of more than \(DecimalMagnitude.bytesMax * 8) bits")
    }
    return magnitude
  }

  // MARK: Use

  /// A key for agreement, which verifies nothing.
  var isX25519: Bool { keyAlgorithm.algorithm.isArcs([1, 3, 101, 110]) }

  /// The key as signatures are verified with it; nil for kinds and sizes that nothing is verified with.
  var verificationKey: VerificationKey? {
    switch material {
    case .rsa: return (try? _RSA.Signing.PublicKey(unsafeDERRepresentation: Array(raw))).map { .rsa($0) }
    case .ec(let curve, let x, let y): return curve.verificationKey(x + y)
    case .ed25519(let key): return (try? Curve25519.Signing.PublicKey(rawRepresentation: key)).map { .ed25519($0) }
    case .dsa, nil: return nil
    }
  }

  /// The document that Go's public key types are.
  func document(_ output: DocumentWriter) -> Value {
    switch material {
    case .rsa(let modulus, let exponent):
      output.object([("N", output.number(modulus)), ("E", Value(exponent))])
    case .dsa(let p, let q, let g, let y):
      output.object([
        ("P", output.number(p)), ("Q", output.number(q)), ("G", output.number(g)), ("Y", output.number(y)),
      ])
    case .ec(_, let x, let y):
      output.object([("Curve", output.object([])), ("X", output.number(x)), ("Y", output.number(y))])
    case .ed25519(let key): output.base64(key)
    case nil: .null
    }
  }
}
