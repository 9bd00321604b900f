// Unsafe: compares key texts in place.

internal import Crypto
internal import Rego

/// Keys by their text, and tokens that were verified already: what verification keeps between decisions. Bounded: when
/// a table is full, it starts anew.
final class TokenVerifier {
  private struct KeySet {
    let text: [UInt8]
    let keys: [KeyEntry]
  }

  /// SHA-256 of an algorithm, a token and the key text by which it was verified.
  private struct Proof: Hashable {
    let words: (UInt64, UInt64, UInt64, UInt64)
    static func == (a: Proof, b: Proof) -> Bool { a.words == b.words }
    func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
  }

  private static let keySetsMax = 64
  /// Longer texts are read each time.
  private static let keyTextBytesMax = 64 * 1024
  private static let proofsMax = 8192
  private var keySets: [KeySet] = []
  private var proofs: Set<Proof> = []

  static func of(_ context: BuiltinContext) -> TokenVerifier { context.cache(TokenVerifier.self) { TokenVerifier() } }

  /// The keys of a certificate, a PEM public key or a JSON Web Key (set).
  func keys(_ text: Value) throws(BuiltinError) -> [KeyEntry] {
    let bytes = text.utf8
    if let known = keySets.first(where: { $0.text.count == bytes.count && $0.text.elementsEqual(bytes) }) {
      return known.keys
    }
    let keys = try KeyEntry.entries(bytes)
    guard bytes.count <= TokenVerifier.keyTextBytesMax else { return keys }
    if keySets.count >= TokenVerifier.keySetsMax { keySets.removeAll() }
    keySets.append(KeySet(text: Array(bytes), keys: keys))
    return keys
  }

  /// Whether the key that the header names made the token's signature or, where none has that name, one of the keys
  /// for the header's algorithm. Good signatures are remembered; what the claims say is for the caller to ask anew.
  func verifies(
    _ token: Token, _ header: TokenHeader, _ signature: UnsafeBufferPointer<UInt8>, _ algorithm: SignatureAlgorithm,
    keys: [KeyEntry], writtenAs text: Value
  ) -> Bool {
    let proof = self.proof(token, signature, algorithm, text)
    if proofs.contains(proof) { return true }
    let message = token.signingInput
    let verified: Bool
    if let named = keys.first(where: { $0.isNamed(header.keyIdentifier) }) {
      verified = algorithm.verifies(signature, over: message, by: named.key)
    } else {
      verified = keys.contains { key in
        key.isFor(header.algorithm) && algorithm.verifies(signature, over: message, by: key.key)
      }
    }
    guard verified else { return false }
    if proofs.count >= TokenVerifier.proofsMax { proofs.removeAll(keepingCapacity: true) }
    proofs.insert(proof)
    return true
  }

  /// The parts with their lengths, so that no two lists of parts are the same bytes.
  private func proof(
    _ token: Token, _ signature: UnsafeBufferPointer<UInt8>, _ algorithm: SignatureAlgorithm, _ key: Value
  ) -> Proof {
    var digest = SHA256()
    var lengths = (algorithm.code, UInt64(token.signingInput.count), UInt64(signature.count))
    withUnsafeBytes(of: &lengths) { digest.update(bufferPointer: $0) }
    digest.update(bufferPointer: UnsafeRawBufferPointer(token.signingInput))
    digest.update(bufferPointer: UnsafeRawBufferPointer(signature))
    digest.update(bufferPointer: UnsafeRawBufferPointer(key.utf8))
    return digest.finalize().withUnsafeBytes {
      Proof(words: $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self))
    }
  }
}
