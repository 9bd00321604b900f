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
