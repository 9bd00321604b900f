internal import Crypto
internal import CryptoExtras
internal import Foundation

extension CertificateSignature {
  /// Whether `signature` is the key's over `message`. False for keys of another kind, and for MD5 and SHA-1, which can
  /// be forged.
  func verifies(_ signature: [UInt8], over message: ArraySlice<UInt8>, by key: VerificationKey) -> Bool {
    switch self {
    case .sha256RSA, .sha256PSS, .ecdsaSHA256: verifies(signature, SHA256.hash(data: message), key)
    case .sha384RSA, .sha384PSS, .ecdsaSHA384: verifies(signature, SHA384.hash(data: message), key)
    case .sha512RSA, .sha512PSS, .ecdsaSHA512: verifies(signature, SHA512.hash(data: message), key)
    case .ed25519:
      if case .ed25519(let key) = key { key.isValidSignature(signature, for: message) } else { false }
    default: false
    }
  }

  private func verifies(_ signature: [UInt8], _ digest: some Digest, _ key: VerificationKey) -> Bool {
    switch (self, key) {
    case (.sha256RSA, .rsa(let key)), (.sha384RSA, .rsa(let key)), (.sha512RSA, .rsa(let key)):
      return key.isValidSignature(
        _RSA.Signing.RSASignature(rawRepresentation: signature), for: digest, padding: .insecurePKCS1v1_5)
    case (.sha256PSS, .rsa(let key)), (.sha384PSS, .rsa(let key)), (.sha512PSS, .rsa(let key)):
      return key.isValidSignature(_RSA.Signing.RSASignature(rawRepresentation: signature), for: digest, padding: .PSS)
    case (.ecdsaSHA256, .p256(let key)), (.ecdsaSHA384, .p256(let key)), (.ecdsaSHA512, .p256(let key)):
      guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
      return key.isValidSignature(signature, for: digest)
    case (.ecdsaSHA256, .p384(let key)), (.ecdsaSHA384, .p384(let key)), (.ecdsaSHA512, .p384(let key)):
      guard let signature = try? P384.Signing.ECDSASignature(derRepresentation: signature) else { return false }
      return key.isValidSignature(signature, for: digest)
    case (.ecdsaSHA256, .p521(let key)), (.ecdsaSHA384, .p521(let key)), (.ecdsaSHA512, .p521(let key)):
      guard let signature = try? P521.Signing.ECDSASignature(derRepresentation: signature) else { return false }
      return key.isValidSignature(signature, for: digest)
    default: return false
    }
  }
}
