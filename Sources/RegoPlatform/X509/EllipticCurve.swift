internal import Crypto
internal import Foundation

/// The curves of NIST that keys lie on.
enum EllipticCurve {
  case p224
  case p256
  case p384
  case p521

  init?(_ name: ASN1Identifier) {
    switch name.arcs {
    case [1, 3, 132, 0, 33]: self = .p224
    case [1, 2, 840, 10045, 3, 1, 7]: self = .p256
    case [1, 3, 132, 0, 34]: self = .p384
    case [1, 3, 132, 0, 35]: self = .p521
    default: return nil
    }
  }

  /// How many bytes a coordinate has.
  var bytes: Int {
    switch self {
    case .p224: 28
    case .p256: 32
    case .p384: 48
    case .p521: 66
    }
  }

  /// Its name in a JSON Web Key.
  var name: String {
    switch self {
    case .p224: "P-224"
    case .p256: "P-256"
    case .p384: "P-384"
    case .p521: "P-521"
    }
  }

  /// Whether an uncompressed point lies on the curve; for P-224, with which nothing is verified, this is taken for
  /// granted.
  func holds(point: [UInt8]) -> Bool { self == .p224 || verificationKey(Array(point.dropFirst())) != nil }

  /// The key whose coordinates these are.
  func verificationKey(_ coordinates: [UInt8]) -> VerificationKey? {
    switch self {
    case .p224: nil
    case .p256: (try? P256.Signing.PublicKey(rawRepresentation: coordinates)).map { .p256($0) }
    case .p384: (try? P384.Signing.PublicKey(rawRepresentation: coordinates)).map { .p384($0) }
    case .p521: (try? P521.Signing.PublicKey(rawRepresentation: coordinates)).map { .p521($0) }
    }
  }

  /// The coordinates of the public key of a private one; nil when the number is no key of the curve.
  func publicCoordinates(of secret: [UInt8]) -> [UInt8]? {
    switch self {
    case .p224: nil
    case .p256: (try? P256.Signing.PrivateKey(rawRepresentation: secret)).map { Array($0.publicKey.rawRepresentation) }
    case .p384: (try? P384.Signing.PrivateKey(rawRepresentation: secret)).map { Array($0.publicKey.rawRepresentation) }
    case .p521: (try? P521.Signing.PrivateKey(rawRepresentation: secret)).map { Array($0.publicKey.rawRepresentation) }
    }
  }
}
