internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import Rego

/// A public key that tokens are verified with.
enum VerificationKey {
  case rsa(_RSA.Signing.PublicKey)
  case p256(P256.Signing.PublicKey)
  case p384(P384.Signing.PublicKey)
  case p521(P521.Signing.PublicKey)
  case ed25519(Curve25519.Signing.PublicKey)
  case secret(SymmetricKey)
  /// Of a kind or size by which nothing is verified.
  case unusable

  /// The key of a JSON Web Key; nil when that is none.
  init?(jwk: Value) {
    func member(_ name: String) -> [UInt8]? { jwk[name].string.flatMap { Base64URL.decode($0) } }
    let found: VerificationKey?
    switch jwk["kty"].string {
    case "RSA":
      guard let n = member("n"), let e = member("e") else { return nil }
      found = VerificationKey.rsa(n, e)
    case "EC":
      guard let x = member("x"), let y = member("y") else { return nil }
      found = VerificationKey.curve(jwk["crv"].string ?? "", x, y)
    case "OKP":
      guard jwk["crv"].string == "Ed25519", let x = member("x") else { return nil }
      found = (try? Curve25519.Signing.PublicKey(rawRepresentation: x)).map { .ed25519($0) }
    case "oct": found = member("k").map { .secret(SymmetricKey(data: $0)) }
    default: found = nil
    }
    guard let found else { return nil }
    self = found
  }

  private static func curve(_ name: String, _ x: [UInt8], _ y: [UInt8]) -> VerificationKey? {
    guard let curve = [EllipticCurve.p256, .p384, .p521].first(where: { $0.name == name }), x.count <= curve.bytes,
      y.count <= curve.bytes
    else { return nil }
    func padded(_ bytes: [UInt8]) -> [UInt8] { [UInt8](repeating: 0, count: curve.bytes - bytes.count) + bytes }
    return curve.verificationKey(padded(x) + padded(y))
  }

  /// An RSA key of its numbers; `unusable` below 1,024 and above 16,384 bits.
  private static func rsa(_ modulus: [UInt8], _ exponent: [UInt8]) -> VerificationKey? {
    guard modulus.contains(where: { $0 != 0 }), modulus.count <= DecimalMagnitude.bytesMax, exponent.count <= 8 else {
      return nil
    }
    let numbers = DERWriter.element(DERReader.Tag.sequence, DERWriter.integer(modulus) + DERWriter.integer(exponent))
    let algorithm = DERWriter.element(DERReader.Tag.sequence, DERWriter.rsaEncryption)
    let info = DERWriter.element(
      DERReader.Tag.sequence, algorithm + DERWriter.element(DERReader.Tag.bitString, [0] + numbers))
    return (try? _RSA.Signing.PublicKey(unsafeDERRepresentation: info)).map { .rsa($0) } ?? .unusable
  }
}
