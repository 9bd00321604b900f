// Unsafe: reads a token in place.

internal import Rego

/// A compact JSON Web Signature, taken apart. Its parts lie in the arena or in the token's own bytes.
struct Token {
  /// What was signed: header and payload as they came.
  let signingInput: UnsafeBufferPointer<UInt8>
  let header: Value
  let payload: UnsafeBufferPointer<UInt8>
  let signature: UnsafeBufferPointer<UInt8>

  static let nestingMax = 16

  /// Splits a token and decodes its parts. The payload may be no JSON.
  init(_ text: UnsafeBufferPointer<UInt8>, _ arena: Arena) throws(BuiltinError) {
    let (first, second) = try Token.points(text)
    signingInput = UnsafeBufferPointer(rebasing: text[..<second])
    let headerBytes = try Token.decode(text[..<first], "JWT header had invalid encoding: ", arena)
    header = try Token.object(headerBytes, arena)
    payload = try Token.decode(text[(first + 1)..<second], "JWT payload had invalid encoding: ", arena)
    signature = try Token.decode(text[(second + 1)...], "JWT signature had invalid encoding: ", arena)
  }

  /// Splits a token whose signature alone is of interest: header and payload may be anything.
  init(signatureOf text: UnsafeBufferPointer<UInt8>, _ arena: Arena) throws(BuiltinError) {
    let (_, second) = try Token.points(text)
    signingInput = UnsafeBufferPointer(rebasing: text[..<second])
    header = .undefined
    payload = UnsafeBufferPointer(start: nil, count: 0)
    signature = try Token.decode(text[(second + 1)...], "", arena)
  }

  /// Where the two points between the parts lie.
  private static func points(_ text: UnsafeBufferPointer<UInt8>) throws(BuiltinError) -> (first: Int, second: Int) {
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
    return (first, second)
  }

  /// A part's bytes; `prefix` comes before what is wrong with it.
  private static func decode(
    _ part: Slice<UnsafeBufferPointer<UInt8>>, _ prefix: String, _ arena: Arena
  ) throws(BuiltinError) -> UnsafeBufferPointer<UInt8> {
    do throws(Base64URL.DecodeError) { return try Base64URL.decode(UnsafeBufferPointer(rebasing: part), arena) } catch {
      throw .failed(prefix + error.message)
    }
  }

  /// Bytes of a token as a JSON object.
  static func object(_ bytes: UnsafeBufferPointer<UInt8>, _ arena: Arena) throws(BuiltinError) -> Value {
    let value = try json(bytes, arena)
    guard value.tag == .object else { throw .failed("decoded JSON type was not an Object") }
    return value
  }

  static func json(_ bytes: UnsafeBufferPointer<UInt8>, _ arena: Arena) throws(BuiltinError) -> Value {
    do throws(JSONError) { return try JSONReader.read(bytes, into: arena) } catch {
      throw .failed("invalid JSON: \(JSONSyntax.problem(bytes) ?? error.message)")
    }
  }

  /// The header says that the payload is a token itself.
  var isNested: Bool {
    let type = header.member("cty")
    return type.isString("JWT") || type.isString("jwt")
  }

  /// The token in the payload of a nested one: its text, bare or as a JSON string.
  func nested(_ arena: Arena) -> UnsafeBufferPointer<UInt8> {
    guard payload.first == UInt8(ascii: "\""), let inner = try? JSONReader.read(payload, into: arena),
      inner.tag == .string
    else { return payload }
    return inner.utf8
  }
}
