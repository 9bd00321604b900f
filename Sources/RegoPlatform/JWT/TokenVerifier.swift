// Unsafe: compares key texts in place.

internal import Crypto
internal import Rego

/// Keys by their text, and tokens that were verified already: what verification keeps between decisions. Bounded: when
/// a table is full, it starts anew.
final class TokenVerifier {
  private struct KeySet {
    let text: [UInt8]
    let keys: [VerificationKey]
  }

  /// SHA-256 of an algorithm, a token and the key text by which it was verified.
  private struct Proof: Hashable {
    let words: (UInt64, UInt64, UInt64, UInt64)
    static func == (a: Proof, b: Proof) -> Bool { a.words == b.words }
    func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
  }

  private static let keySetsMax = 64
  private static let proofsMax = 8192
  private var keySets: [KeySet] = []
  private var proofs: Set<Proof> = []

  static func of(_ context: BuiltinContext) -> TokenVerifier { context.cache(TokenVerifier.self) { TokenVerifier() } }

  /// The keys of a certificate, a PEM public key or a JSON Web Key (set).
  func keys(_ text: Value) throws(BuiltinError) -> [VerificationKey] {
    let bytes = text.utf8
    if let known = keySets.first(where: { $0.text.count == bytes.count && $0.text.elementsEqual(bytes) }) {
      return known.keys
    }
    let string = String(decoding: bytes, as: UTF8.self)
    let keys: [VerificationKey]
    if let key = try VerificationKey.pem(string) { keys = [key] } else { keys = try VerificationKey.jwks(string) }
    if keySets.count >= TokenVerifier.keySetsMax { keySets.removeAll() }
    keySets.append(KeySet(text: Array(bytes), keys: keys))
    return keys
  }

  /// Whether one of the keys made the token's signature. Good signatures by public keys are remembered.
  func verifies(_ token: Token, _ algorithm: SignatureAlgorithm, keys text: Value) throws(BuiltinError) -> Bool {
    let proof = self.proof(token, algorithm, text)
    if proofs.contains(proof) { return true }
    let verified = try keys(text).contains {
      algorithm.verifies(token.signature, over: token.signingInput, by: $0)
    }
    guard verified else { return false }
    if proofs.count >= TokenVerifier.proofsMax { proofs.removeAll(keepingCapacity: true) }
    proofs.insert(proof)
    return true
  }

  /// The parts with their lengths, so that no two lists of parts are the same bytes.
  private func proof(_ token: Token, _ algorithm: SignatureAlgorithm, _ key: Value) -> Proof {
    var digest = SHA256()
    var lengths = (algorithm.code, UInt64(token.signingInput.count), UInt64(token.signature.count))
    withUnsafeBytes(of: &lengths) { digest.update(bufferPointer: $0) }
    digest.update(bufferPointer: UnsafeRawBufferPointer(token.signingInput))
    digest.update(bufferPointer: UnsafeRawBufferPointer(token.signature))
    digest.update(bufferPointer: UnsafeRawBufferPointer(key.utf8))
    return digest.finalize().withUnsafeBytes {
      Proof(words: $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self))
    }
  }
}
