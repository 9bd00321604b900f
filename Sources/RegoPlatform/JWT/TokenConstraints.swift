internal import Crypto
internal import Rego

/// What `io.jwt.decode_verify` asks of a token.
struct TokenConstraints {
  private(set) var keys = Value.undefined
  private(set) var secret = Value.undefined
  private(set) var algorithm = Value.undefined
  private(set) var issuer = Value.undefined
  private(set) var audience = Value.undefined
  /// Nanoseconds since 1970.
  private(set) var time: Value

  init(_ constraints: Value, now: Int64) throws(BuiltinError) {
    time = Value(now)
    for entry in constraints.sortedEntries {
      guard entry.key.tag == .string else {
        throw .failed("unknown token validation constraint: \(JSONWriter.string(entry.key))")
      }
      let name = entry.key.string ?? ""
      switch name {
      case "cert": keys = try TokenConstraints.string(entry.value, name)
      case "secret": secret = try TokenConstraints.string(entry.value, name)
      case "alg": algorithm = try TokenConstraints.string(entry.value, name)
      case "iss": issuer = try TokenConstraints.string(entry.value, name)
      case "aud": audience = try TokenConstraints.string(entry.value, name)
      case "time":
        guard entry.value.isNumber else { throw .failed("token time constraint: must be a number") }
        time = entry.value
      default: throw .failed("unknown token validation constraint: \(name)")
      }
    }
  }

  private static func string(_ value: Value, _ name: String) throws(BuiltinError) -> Value {
    guard value.tag == .string else { throw .failed("\(name) constraint: must be a string") }
    return value
  }

  /// Refuses constraints by which nothing could be verified, or by two kinds of keys.
  func check(_ verifier: TokenVerifier) throws(BuiltinError) {
    if !keys.isUndefined { _ = try verifier.keys(keys) }
    if keys.isUndefined, secret.isUndefined { throw .failed("no key constraint") }
    if !keys.isUndefined, !secret.isUndefined { throw .failed("duplicate key constraints") }
  }

  /// Whether a header's algorithm is allowed and its key made the signature.
  func accept(_ token: Token, _ verifier: TokenVerifier) throws(BuiltinError) -> Bool {
    let name = token.header.member("alg")
    guard let named = SignatureAlgorithm(name), token.header.member("crit").isUndefined else { return false }
    if !algorithm.isUndefined, algorithm != name { return false }
    if named.isSymmetric {
      guard !secret.isUndefined else { return false }
      let key = VerificationKey.secret(SymmetricKey(data: UnsafeRawBufferPointer(secret.utf8)))
      return named.verifies(token.signature, over: token.signingInput, by: key)
    }
    guard !keys.isUndefined else { return false }
    return try verifier.verifies(token, named, keys: keys)
  }

  /// Whether the claims name who and when the constraints ask for.
  func accept(claims: Value, _ arena: Arena) throws(BuiltinError) -> Bool {
    if !issuer.isUndefined, claims.member("iss") != issuer { return false }
    guard acceptsAudience(claims.member("aud")) else { return false }
    let expiry = claims.member("exp")
    if !expiry.isUndefined {
      guard expiry.isNumber else { throw .failed("exp value must be a number") }
      if time >= nanoseconds(expiry, arena) { return false }
    }
    let start = claims.member("nbf")
    if !start.isUndefined {
      guard start.isNumber else { throw .failed("nbf value must be a number") }
      if time < nanoseconds(start, arena) { return false }
    }
    return true
  }

  /// A token that names an audience must be asked for one, and the other way round.
  private func acceptsAudience(_ named: Value) -> Bool {
    if audience.isUndefined { return named.isUndefined }
    return named.tag == .array ? named.elements.contains(audience) : named == audience
  }

  private func nanoseconds(_ seconds: Value, _ arena: Arena) -> Value {
    if let whole = seconds.integer, whole.magnitude < 9_000_000_000 { return Value(whole * 1_000_000_000) }
    let text = seconds.numberText ?? "0"
    guard let letter = text.firstIndex(where: { $0 == "e" || $0 == "E" }) else { return arena.number(text + "e9") }
    let exponent = Int(text[text.index(after: letter)...]) ?? 0
    return arena.number("\(text[..<letter])e\(exponent + 9)")
  }
}
