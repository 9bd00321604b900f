internal import Crypto
internal import CryptoExtras
internal import Rego
internal import SwiftASN1

/// A public key that tokens are verified with.
enum VerificationKey {
  case rsa(_RSA.Signing.PublicKey)
  case p256(P256.Signing.PublicKey)
  case p384(P384.Signing.PublicKey)
  case p521(P521.Signing.PublicKey)
  case ed25519(Curve25519.Signing.PublicKey)
  case secret(SymmetricKey)

  // MARK: PEM

  /// The key of a `CERTIFICATE` or `PUBLIC KEY` block; nil when the text is no PEM.
  static func pem(_ text: String) throws(BuiltinError) -> VerificationKey? {
    let marker = "-----BEGIN "
    guard let begin = text.firstRange(of: marker) else { return nil }
    let afterMarker = text[begin.upperBound...]
    guard let labelEnd = afterMarker.firstRange(of: "-----") else { return nil }
    let label = afterMarker[..<labelEnd.lowerBound]
    guard let end = afterMarker.firstRange(of: "-----END \(label)-----") else { return nil }
    if afterMarker[end.upperBound...].contains(where: { !$0.isWhitespace }) {
      throw .failed("extra data after a PEM certificate block")
    }
    let body = afterMarker[labelEnd.upperBound..<end.lowerBound].filter { !$0.isWhitespace }
    let bytes = Base64URL.decode(body.replacing("+", with: "-").replacing("/", with: "_"))
    switch label {
    case "CERTIFICATE":
      guard let bytes, let info = subjectPublicKeyInfo(bytes), let key = publicKey(info) else {
        throw .failed("failed to parse a PEM certificate")
      }
      return key
    case "PUBLIC KEY":
      guard let bytes, let key = publicKey(bytes) else { throw .failed("failed to parse a PEM public key") }
      return key
    default: throw .failed("failed to extract a Key from the PEM certificate")
    }
  }

  /// The seventh member of a certificate's body, or the sixth where the version is left out.
  private static func subjectPublicKeyInfo(_ certificate: [UInt8]) -> [UInt8]? {
    guard let root = try? DER.parse(certificate), case .constructed(let parts) = root.content,
      let body = parts.first(where: { _ in true }), case .constructed(let members) = body.content
    else { return nil }
    let list = Array(members)
    let hasVersion = list.first?.identifier.tagClass == .contextSpecific
    let position = hasVersion ? 6 : 5
    guard list.count > position else { return nil }
    return Array(list[position].encodedBytes)
  }

  /// The key of a SubjectPublicKeyInfo.
  private static func publicKey(_ info: [UInt8]) -> VerificationKey? {
    if let key = try? P256.Signing.PublicKey(derRepresentation: info) { return .p256(key) }
    if let key = try? P384.Signing.PublicKey(derRepresentation: info) { return .p384(key) }
    if let key = try? P521.Signing.PublicKey(derRepresentation: info) { return .p521(key) }
    if let key = try? _RSA.Signing.PublicKey(unsafeDERRepresentation: info) { return .rsa(key) }
    // An Ed25519 key's information is a fixed head and the key.
    let head: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
    if info.count == 44, info.starts(with: head),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: info[12...])
    {
      return .ed25519(key)
    }
    return nil
  }

  // MARK: JWK

  /// The keys of a JSON Web Key or key set.
  static func jwks(_ text: String) throws(BuiltinError) -> [VerificationKey] {
    let prefix = "failed to parse a JWK key (set): jwk.ParseString: failed to parse string: jwk.Parse"
    let document: Document
    do throws(JSONError) { document = try Document(json: text) } catch {
      let problem = Array(text.utf8).withUnsafeBufferPointer { JSONSyntax.problem($0) }
      throw .failed("\(prefix): failed to unmarshal JWK set: \(problem ?? error.message)")
    }
    return try document.withValue { value throws(BuiltinError) in
      let set = value["keys"]
      if set.kind == .array { return set.items.compactMap { jwk($0) } }
      guard let key = jwk(value) else {
        throw .failed("\(prefix): failed to unmarshal JWK set: failed to parse sole key in key set")
      }
      return [key]
    }
  }

  static func jwk(_ key: Value) -> VerificationKey? {
    func member(_ name: String) -> [UInt8]? { key[name].string.flatMap { Base64URL.decode($0) } }
    switch key["kty"].string {
    case "RSA":
      guard let n = member("n"), let e = member("e") else { return nil }
      return (try? _RSA.Signing.PublicKey(n: n, e: e)).map { .rsa($0) }
    case "EC":
      guard let x = member("x"), let y = member("y") else { return nil }
      return curve(key["crv"].string ?? "", x, y)
    case "OKP":
      guard key["crv"].string == "Ed25519", let x = member("x") else { return nil }
      return (try? Curve25519.Signing.PublicKey(rawRepresentation: x)).map { .ed25519($0) }
    case "oct": return member("k").map { .secret(SymmetricKey(data: $0)) }
    default: return nil
    }
  }

  private static func curve(_ name: String, _ x: [UInt8], _ y: [UInt8]) -> VerificationKey? {
    func point(_ size: Int) -> [UInt8]? {
      guard x.count <= size, y.count <= size else { return nil }
      return [UInt8](repeating: 0, count: size - x.count) + x + [UInt8](repeating: 0, count: size - y.count) + y
    }
    switch name {
    case "P-256":
      return point(32).flatMap { try? P256.Signing.PublicKey(rawRepresentation: $0) }.map { .p256($0) }
    case "P-384":
      return point(48).flatMap { try? P384.Signing.PublicKey(rawRepresentation: $0) }.map { .p384($0) }
    case "P-521":
      return point(66).flatMap { try? P521.Signing.PublicKey(rawRepresentation: $0) }.map { .p521($0) }
    default: return nil
    }
  }
}
