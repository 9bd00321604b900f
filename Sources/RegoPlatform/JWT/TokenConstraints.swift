// Unsafe: hands a secret to the cryptographic library in place.

internal import Crypto
internal import Rego

/// What `io.jwt.decode_verify` asks of a token. Empty texts ask nothing.
struct TokenConstraints {
  private var keyText = Value.undefined
  private var keys: [KeyEntry] = []
  private var secret = Value.undefined
  private var algorithm = Value.undefined
  private var issuer = Value.undefined
  private var audience = Value.undefined
  /// Seconds since 1970, with the precision that the reference compares by.
  private var seconds: Double

  init(_ constraints: Value, now: Int64, _ verifier: TokenVerifier) throws(BuiltinError) {
    seconds = Double(now) / 1_000_000_000
    for entry in constraints.sortedEntries {
      guard entry.key.tag == .string else {
        throw .failed("unknown token validation constraint: \(JSONWriter.string(entry.key))")
      }
      let name = entry.key
      if name.isString("cert") {
        keyText = try TokenConstraints.string(entry)
        keys = try verifier.keys(keyText)
      } else if name.isString("secret") {
        secret = TokenConstraints.unlessEmpty(try TokenConstraints.string(entry))
      } else if name.isString("alg") {
        algorithm = TokenConstraints.unlessEmpty(try TokenConstraints.string(entry))
      } else if name.isString("iss") {
        issuer = TokenConstraints.unlessEmpty(try TokenConstraints.string(entry))
      } else if name.isString("aud") {
        audience = TokenConstraints.unlessEmpty(try TokenConstraints.string(entry))
      } else if name.isString("time") {
        seconds = try TokenConstraints.time(entry.value)
      } else {
        throw .failed("unknown token validation constraint: \(name.string ?? "")")
      }
    }
    if !keyText.isUndefined, !secret.isUndefined { throw .failed("duplicate key constraints") }
    if keyText.isUndefined, secret.isUndefined { throw .failed("no key constraint") }
  }

  private static func string(_ entry: Entry) throws(BuiltinError) -> Value {
    guard entry.value.tag == .string else {
      throw .failed("\(entry.key.string ?? "") constraint: must be a string")
    }
    return entry.value
  }

  private static func unlessEmpty(_ text: Value) -> Value { text.count == 0 ? .undefined : text }

  private static func time(_ value: Value) throws(BuiltinError) -> Double {
    guard value.isNumber else { throw .failed("token time constraint: must be a number") }
    let nanoseconds = TokenConstraints.double(value)
    guard nanoseconds.isFinite else { throw .failed("token time constraint: unvalid float64") }
    guard nanoseconds >= 0 else { throw .failed("token time constraint: must not be negative") }
    return nanoseconds / 1_000_000_000
  }

  private static func double(_ number: Value) -> Double {
    if let integer = number.integer { return Double(integer) }
    return number.numberText.flatMap(Double.init) ?? .nan
  }

  /// Whether a header's algorithm is allowed and its key made the signature.
  func accept(
    _ token: Token, _ header: TokenHeader, _ verifier: TokenVerifier, _ arena: Arena
  ) throws(BuiltinError) -> Bool {
    try header.check()
    let name = header.algorithm
    guard name.tag == .string, name.count > 0, !header.hasUnknownCritical else { return false }
    if !algorithm.isUndefined, algorithm != name { return false }
    let signature = try token.signature(arena)
    guard let named = SignatureAlgorithm(name) else { return false }
    // A secret is no public key, nor the other way round, whatever the header says.
    if !keyText.isUndefined {
      return verifier.verifies(token, header, signature, named, keys: keys, writtenAs: keyText)
    }
    guard named.isSymmetric else { return false }
    let key = VerificationKey.secret(SymmetricKey(data: UnsafeRawBufferPointer(secret.utf8)))
    return named.verifies(signature, over: token.signingInput, by: key)
  }

  /// Whether the claims name who and when the constraints ask for.
  func accept(claims: Value, _ arena: Arena) throws(BuiltinError) -> Bool {
    if !issuer.isUndefined, claims.member("iss") != issuer { return false }
    guard acceptsAudience(claims.member("aud")) else { return false }
    let expiry = claims.member("exp")
    if !expiry.isUndefined {
      guard expiry.isNumber else { throw .failed("exp value must be a number") }
      if !isBefore(expiry, arena) { return false }
    }
    let start = claims.member("nbf")
    if !start.isUndefined {
      guard start.isNumber else { throw .failed("nbf value must be a number") }
      if isBefore(start, arena) { return false }
    }
    return true
  }

  /// A token that names an audience must be asked for one, and the other way round.
  private func acceptsAudience(_ named: Value) -> Bool {
    if named.isUndefined { return audience.isUndefined }
    let wanted = { (name: Value) in audience.isUndefined ? name.isString("") : name == audience }
    return named.tag == .array ? named.elements.contains(where: wanted) : wanted(named)
  }

  /// Whether the time is before `other`, in seconds.
  private func isBefore(_ other: Value, _ arena: Arena) -> Bool {
    if let whole = other.integer, whole.magnitude < 1 << 53 { return seconds < Double(whole) }
    // The shortest decimal that reads as the same time, compared digit by digit.
    return arena.number("\(seconds)") < other
  }
}
