// Unsafe: hands bytes of a token to the cryptographic library in place.

internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import Rego

/// The algorithms of RFC 7518 and RFC 8037 that tokens are signed with.
enum SignatureAlgorithm: String {
  case hs256 = "HS256"
  case hs384 = "HS384"
  case hs512 = "HS512"
  case rs256 = "RS256"
  case rs384 = "RS384"
  case rs512 = "RS512"
  case ps256 = "PS256"
  case ps384 = "PS384"
  case ps512 = "PS512"
  case es256 = "ES256"
  case es384 = "ES384"
  case es512 = "ES512"
  case edDSA = "EdDSA"

  /// The algorithm that a header names.
  init?(_ name: Value) {
    guard name.tag == .string, name.count <= 5, let text = name.string else { return nil }
    self.init(rawValue: text)
  }

  /// The name as a number, another for each.
  var code: UInt64 { rawValue.utf8.reduce(0) { $0 << 8 | UInt64($1) } }

  var isSymmetric: Bool {
    switch self {
    case .hs256, .hs384, .hs512: true
    default: false
    }
  }

  /// Whether `signature` is this key's over `message`. False also when the key is of another kind.
  func verifies(
    _ signature: UnsafeBufferPointer<UInt8>, over message: UnsafeBufferPointer<UInt8>, by key: VerificationKey
  ) -> Bool {
    let message = UnsafeRawBufferPointer(message)
    let signature = UnsafeRawBufferPointer(signature)
    switch (self, key) {
    case (.hs256, .secret(let secret)):
      return HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: message, using: secret)
    case (.hs384, .secret(let secret)):
      return HMAC<SHA384>.isValidAuthenticationCode(signature, authenticating: message, using: secret)
    case (.hs512, .secret(let secret)):
      return HMAC<SHA512>.isValidAuthenticationCode(signature, authenticating: message, using: secret)
    case (.es256, .p256(let key)):
      guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
      return key.isValidSignature(signature, for: SHA256.hash(data: message))
    case (.es384, .p384(let key)):
      guard let signature = try? P384.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
      return key.isValidSignature(signature, for: SHA384.hash(data: message))
    case (.es512, .p521(let key)):
      guard let signature = try? P521.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
      return key.isValidSignature(signature, for: SHA512.hash(data: message))
    case (.edDSA, .ed25519(let key)): return key.isValidSignature(signature, for: message)
    case (_, .rsa(let key)): return verifies(signature, over: message, byRSA: key)
    default: return false
    }
  }

  private func verifies(
    _ signature: UnsafeRawBufferPointer, over message: UnsafeRawBufferPointer, byRSA key: _RSA.Signing.PublicKey
  ) -> Bool {
    let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
    switch self {
    case .rs256: return key.isValidSignature(signature, for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
    case .rs384: return key.isValidSignature(signature, for: SHA384.hash(data: message), padding: .insecurePKCS1v1_5)
    case .rs512: return key.isValidSignature(signature, for: SHA512.hash(data: message), padding: .insecurePKCS1v1_5)
    case .ps256: return key.isValidSignature(signature, for: SHA256.hash(data: message), padding: .PSS)
    case .ps384: return key.isValidSignature(signature, for: SHA384.hash(data: message), padding: .PSS)
    case .ps512: return key.isValidSignature(signature, for: SHA512.hash(data: message), padding: .PSS)
    default: return false
    }
  }

  // MARK: Signing

  /// The signature of `message` by a private JSON Web Key.
  func sign(_ message: [UInt8], by key: Value) throws(BuiltinError) -> [UInt8] {
    try checkKind(of: key)
    func member(_ name: String) -> [UInt8]? { key[name].string.flatMap { Base64URL.decode($0) } }
    do {
      switch self {
      case .hs256, .hs384, .hs512:
        guard key["kty"].string == "oct", let secret = member("k") else { throw SigningError() }
        return authenticationCode(message, SymmetricKey(data: secret))
      case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512:
        guard key["kty"].string == "RSA", let n = member("n"), let e = member("e"), let d = member("d"),
          let p = member("p"), let q = member("q")
        else { throw SigningError() }
        return try sign(message, byRSA: try _RSA.Signing.PrivateKey(n: n, e: e, d: d, p: p, q: q))
      case .es256:
        guard let d = member("d") else { throw SigningError() }
        return Array(try P256.Signing.PrivateKey(rawRepresentation: d).signature(for: message).rawRepresentation)
      case .es384:
        guard let d = member("d") else { throw SigningError() }
        return Array(try P384.Signing.PrivateKey(rawRepresentation: d).signature(for: message).rawRepresentation)
      case .es512:
        guard let d = member("d") else { throw SigningError() }
        return Array(try P521.Signing.PrivateKey(rawRepresentation: d).signature(for: message).rawRepresentation)
      case .edDSA:
        guard let d = member("d") else { throw SigningError() }
        return Array(try Curve25519.Signing.PrivateKey(rawRepresentation: d).signature(for: message))
      }
    } catch { throw .failed("the key cannot sign by \(rawValue)") }
  }

  private struct SigningError: Error {}

  /// Refuses a key of another kind than the algorithm's, in the reference's words.
  private func checkKind(of key: Value) throws(BuiltinError) {
    let (kind, wanted) =
      switch self {
      case .hs256, .hs384, .hs512: ("oct", "[]byte")
      case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: ("RSA", "*rsa.PrivateKey")
      case .es256, .es384, .es512: ("EC", "*ecdsa.PrivateKey")
      case .edDSA: ("OKP", "ed25519.PrivateKey")
      }
    let isPrivate = key["d"].kind == .string
    if key["kty"].string == kind, isPrivate || isSymmetric { return }
    let side = isPrivate ? "Private" : "Public"
    let found =
      switch key["kty"].string {
      case "RSA": "*jwk.rsa\(side)Key"
      case "EC": "*jwk.ecdsa\(side)Key"
      case "OKP": "*jwk.okp\(side)Key"
      default: "*jwk.symmetricKey"
      }
    let bare = wanted.hasPrefix("*") ? String(wanted.dropFirst()) : wanted
    throw .failed(
      "jwsbb.Sign: invalid key type \(found). \(wanted) is required: failed to produce \(bare) from \(found): jwk.Export: no suitable exporter found for key type '\(found)'"
    )
  }

  private func authenticationCode(_ message: [UInt8], _ key: SymmetricKey) -> [UInt8] {
    switch self {
    case .hs384: Array(HMAC<SHA384>.authenticationCode(for: message, using: key))
    case .hs512: Array(HMAC<SHA512>.authenticationCode(for: message, using: key))
    default: Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }
  }

  private func sign(_ message: [UInt8], byRSA key: _RSA.Signing.PrivateKey) throws -> [UInt8] {
    let signature: _RSA.Signing.RSASignature
    switch self {
    case .rs384: signature = try key.signature(for: SHA384.hash(data: message), padding: .insecurePKCS1v1_5)
    case .rs512: signature = try key.signature(for: SHA512.hash(data: message), padding: .insecurePKCS1v1_5)
    case .ps256: signature = try key.signature(for: SHA256.hash(data: message), padding: .PSS)
    case .ps384: signature = try key.signature(for: SHA384.hash(data: message), padding: .PSS)
    case .ps512: signature = try key.signature(for: SHA512.hash(data: message), padding: .PSS)
    default: signature = try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
    }
    return Array(signature.rawRepresentation)
  }
}
