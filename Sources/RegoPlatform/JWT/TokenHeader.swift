// Unsafe: reads texts in place.

internal import Rego

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
