internal import Crypto
internal import CryptoExtras
internal import Rego

/// A private key as PKCS #1, PKCS #8 and SEC 1 write it.
enum PrivateKey {
  case rsa(RSAPrivateNumbers)
  case ec(EllipticCurve, secret: [UInt8], coordinates: [UInt8])
  case ed25519(seed: [UInt8], publicKey: [UInt8])
  case x25519(secret: [UInt8], publicKey: [UInt8])

  /// The private keys of PEM blocks, in order; other blocks are passed over.
  static func all(in text: [UInt8]) throws(BuiltinError) -> [PrivateKey] {
    var keys: [PrivateKey] = []
    for block in PEMBlock.all(in: text[...]) {
      switch block.label {
      case "RSA PRIVATE KEY": keys.append(try pkcs1(block.bytes))
      case "PRIVATE KEY": keys.append(try pkcs8(block.bytes))
      case "EC PRIVATE KEY": keys.append(try sec1(block.bytes, curve: nil))
      default: break
      }
    }
    return keys
  }

  /// A key in whichever of the three forms.
  static func any(_ der: [UInt8]) throws(BuiltinError) -> PrivateKey {
    if let key = try? pkcs1(der) { return key }
    if let key = try? sec1(der, curve: nil) { return key }
    do throws(BuiltinError) {
      return try pkcs8(der)
    } catch {
      guard case .failed(let text) = error else { throw error }
      throw .failed("tls: failed to parse private key: \(text)")
    }
  }

  // MARK: Forms

  private static func pkcs1(_ der: [UInt8]) throws(BuiltinError) -> PrivateKey {
    do throws(BuiltinError) {
      return .rsa(try RSAPrivateNumbers(der))
    } catch {
      if (try? RSAPrivateNumbers(der, isChecked: false)) != nil { throw error }
      if isSEC1(der) { throw misplaced("ParseECPrivateKey") }
      if isPKCS8(der) { throw misplaced("ParsePKCS8PrivateKey") }
      throw error
    }
  }

  private static func pkcs8(_ der: [UInt8]) throws(BuiltinError) -> PrivateKey {
    var outer = DERReader(der)
    guard var reader = outer.inside(DERReader.Tag.sequence), reader.int64() != nil,
      let inside = reader.inside(DERReader.Tag.sequence), let algorithm = try? AlgorithmIdentifier(inside: inside),
      let secret = reader.content(DERReader.Tag.octetString).map(Array.init)
    else {
      if isSEC1(der) { throw misplaced("ParseECPrivateKey") }
      if (try? RSAPrivateNumbers(der, isChecked: false)) != nil { throw misplaced("ParsePKCS1PrivateKey") }
      throw .failed("asn1: structure error: malformed private key")
    }
    switch algorithm.algorithm.arcs {
    case [1, 2, 840, 113549, 1, 1, 1]:
      return try embedded("RSA") { () throws(BuiltinError) in try pkcs1(secret) }
    case [1, 2, 840, 10045, 2, 1]:
      var parameters = DERReader(algorithm.parameters)
      let name = parameters.oid()
      return try embedded("EC") { () throws(BuiltinError) in try sec1(secret, curve: name) }
    case [1, 3, 101, 112]:
      let seed = try inner(secret, algorithm, "Ed25519")
      guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
        throw .failed("x509: invalid Ed25519 private key length: \(seed.count)")
      }
      return .ed25519(seed: seed, publicKey: Array(key.publicKey.rawRepresentation))
    case [1, 3, 101, 110]:
      let bytes = try inner(secret, algorithm, "X25519")
      guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes) else {
        throw .failed("crypto/ecdh: invalid private key size")
      }
      return .x25519(secret: bytes, publicKey: Array(key.publicKey.rawRepresentation))
    default:
      throw .failed(
        "x509: PKCS#8 wrapping contained private key with unknown algorithm: \(algorithm.algorithm.text)")
    }
  }

  private static func embedded(
    _ kind: String, _ read: () throws(BuiltinError) -> PrivateKey
  ) throws(BuiltinError) -> PrivateKey {
    do throws(BuiltinError) {
      return try read()
    } catch {
      guard case .failed(let text) = error else { throw error }
      throw .failed("x509: failed to parse \(kind) private key embedded in PKCS#8: \(text)")
    }
  }

  /// The octet string within the octet string.
  private static func inner(
    _ secret: [UInt8], _ algorithm: AlgorithmIdentifier, _ kind: String
  ) throws(BuiltinError) -> [UInt8] {
    guard algorithm.parameters.isEmpty else { throw .failed("x509: invalid \(kind) private key parameters") }
    var reader = DERReader(secret)
    guard let bytes = reader.content(DERReader.Tag.octetString) else {
      throw .failed("x509: invalid \(kind) private key: asn1: structure error: malformed private key")
    }
    return Array(bytes)
  }

  private static func sec1(_ der: [UInt8], curve name: ASN1Identifier?) throws(BuiltinError) -> PrivateKey {
    var outer = DERReader(der)
    guard var reader = outer.inside(DERReader.Tag.sequence), let version = reader.int64(),
      let written = reader.content(DERReader.Tag.octetString)
    else {
      if isPKCS8(der) { throw misplaced("ParsePKCS8PrivateKey") }
      if (try? RSAPrivateNumbers(der, isChecked: false)) != nil { throw misplaced("ParsePKCS1PrivateKey") }
      throw .failed("x509: failed to parse EC private key: asn1: structure error: malformed private key")
    }
    guard version == 1 else { throw .failed("x509: unknown EC private key version \(version)") }
    var parameters = reader.inside(DERReader.Tag.constructed(0))
    guard let curve = (name ?? parameters?.oid()).flatMap(EllipticCurve.init) else {
      throw .failed("x509: unknown elliptic curve")
    }
    let secret = written.drop { $0 == 0 }
    guard secret.count <= curve.bytes else { throw .failed("x509: invalid private key length") }
    let padded = [UInt8](repeating: 0, count: curve.bytes - secret.count) + secret
    guard let coordinates = curve.publicCoordinates(of: padded) else {
      throw .failed(curve == .p224 ? "x509: keys on P-224 are not supported" : "ecdsa: invalid private key")
    }
    return .ec(curve, secret: padded, coordinates: coordinates)
  }

  private static func isSEC1(_ der: [UInt8]) -> Bool {
    var outer = DERReader(der)
    guard var reader = outer.inside(DERReader.Tag.sequence) else { return false }
    return reader.int64() != nil && reader.content(DERReader.Tag.octetString) != nil
  }

  private static func isPKCS8(_ der: [UInt8]) -> Bool {
    var outer = DERReader(der)
    guard var reader = outer.inside(DERReader.Tag.sequence) else { return false }
    return reader.int64() != nil && reader.content(DERReader.Tag.sequence) != nil
      && reader.content(DERReader.Tag.octetString) != nil
  }

  private static func misplaced(_ function: String) -> BuiltinError {
    .failed("x509: failed to parse private key (use \(function) instead for this key format)")
  }
}
