// Unsafe: reads a token in place.

internal import Rego

/// A compact JSON Web Signature, taken apart. Its parts lie in the token's own bytes; what they decode to in the arena.
struct Token {
  private let text: UnsafeBufferPointer<UInt8>
  private let first: Int
  private let second: Int

  static let nestingMax = 16

  /// Splits a token at its two points. The parts may be anything.
  init(_ text: UnsafeBufferPointer<UInt8>) throws(BuiltinError) {
    var first = -1
    var second = -1
    var points = 0
    for index in 0..<text.count where text[index] == UInt8(ascii: ".") {
      if points == 0 { first = index }
      if points == 1 { second = index }
      points += 1
    }
    if points == 0 { throw .failed("encoded JWT had no period separators") }
    if points != 2 { throw .failed("encoded JWT must have 3 sections, found \(points + 1)") }
    self.text = text
    self.first = first
    self.second = second
  }

  /// What was signed: header and payload as they came.
  var signingInput: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: text[..<second]) }

  func header(_ arena: Arena) throws(BuiltinError) -> TokenHeader {
    let bytes = try Base64URL.decode(
      UnsafeBufferPointer(rebasing: text[..<first]), "JWT header had invalid encoding: ", arena)
    return TokenHeader(try Token.object(bytes, "bad JWT header: ", arena))
  }

  /// The payload's bytes, which may be no JSON.
  func payload(_ arena: Arena) throws(BuiltinError) -> UnsafeBufferPointer<UInt8> {
    try Base64URL.decode(
      UnsafeBufferPointer(rebasing: text[(first + 1)..<second]), "JWT payload had invalid encoding: ", arena)
  }

  /// The signature's bytes; `prefix` comes before what is wrong with it.
  func signature(_ arena: Arena, prefix: String = "") throws(BuiltinError) -> UnsafeBufferPointer<UInt8> {
    try Base64URL.decode(UnsafeBufferPointer(rebasing: text[(second + 1)...]), prefix, arena)
  }

  /// Bytes of a token as a JSON object; `prefix` comes before what is wrong with them.
  static func object(
    _ bytes: UnsafeBufferPointer<UInt8>, _ prefix: String, _ arena: Arena
  ) throws(BuiltinError) -> Value {
    let value: Value
    do throws(JSONError) { value = try JSONReader.read(bytes, into: arena) } catch {
      throw .failed("\(prefix)invalid JSON: \(JSONSyntax.problem(bytes) ?? error.message)")
    }
    guard value.tag == .object else { throw .failed(prefix + "decoded JSON type was not an Object") }
    return value
  }
}

/// What a token says of itself.
struct TokenHeader {
  let value: Value

  init(_ value: Value) { self.value = value }

  var algorithm: Value { value.member("alg") }
  var keyIdentifier: Value { value.member("kid") }

  /// Encrypted tokens have a header of another shape.
  func refuseEncryption() throws(BuiltinError) {
    guard value.member("enc").isUndefined else { throw .failed("JWT is a JWE object, which is not supported") }
  }

  /// Refuses members of the wrong kind.
  func check() throws(BuiltinError) {
    try checkString("alg")
    try checkCritical()
    try checkString("cty")
    try checkString("kid")
    try checkString("typ")
  }

  private func checkString(_ name: StaticString) throws(BuiltinError) {
    let member = value.member(name)
    guard member.isUndefined || member.tag == .string else { throw .failed("\(name): must be a string") }
  }

  private func checkCritical() throws(BuiltinError) {
    let critical = value.member("crit")
    if critical.isUndefined { return }
    guard critical.tag == .array else { throw .failed("crit: must be a list") }
    guard critical.elements.first?.tag == .string else { throw .failed("crit: must be a nonempty list") }
  }

  /// Whether the token insists on a member being understood that is not.
  var hasUnknownCritical: Bool {
    let critical = value.member("crit")
    guard critical.tag == .array else { return false }
    return critical.elements.prefix { $0.tag == .string }.contains { name in
      !value.member(name).isUndefined
        && !(name.isString("alg") || name.isString("kid") || name.isString("typ") || name.isString("cty")
          || name.isString("crit"))
    }
  }

  /// The payload is a token itself. `decode` and `decode_verify` differ in how they read the name.
  func isNested(ignoringCase: Bool) -> Bool {
    let type = value.member("cty")
    guard type.tag == .string, type.count == 3 else { return false }
    return ignoringCase ? type.utf8.elementsEqual("jwt".utf8) { $0 | 0x20 == $1 } : type.isString("JWT")
  }
}
