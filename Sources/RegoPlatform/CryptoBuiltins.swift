// Unsafe: hands arguments to the cryptographic library in place.

internal import Crypto
internal import Rego

/// `crypto.*`: digests and message authentication codes.
enum CryptoBuiltins {
  static let all: [Builtin] = [
    digest("crypto.md5", Insecure.MD5.self),
    digest("crypto.sha1", Insecure.SHA1.self),
    digest("crypto.sha256", SHA256.self),
    authenticationCode("crypto.hmac.md5", Insecure.MD5.self),
    authenticationCode("crypto.hmac.sha1", Insecure.SHA1.self),
    authenticationCode("crypto.hmac.sha256", SHA256.self),
    authenticationCode("crypto.hmac.sha512", SHA512.self),
    Builtin("crypto.hmac.equal", 2) { (_, arguments) throws(BuiltinError) in
      Value(isEqual(try bytes(arguments, 0), try bytes(arguments, 1)))
    },
  ]

  private static func bytes(
    _ arguments: UnsafePointer<Value>, _ index: Int
  ) throws(BuiltinError) -> UnsafeRawBufferPointer {
    guard arguments[index].tag == .string else {
      throw .operandType(index + 1, expected: .string, got: arguments[index].kind)
    }
    return UnsafeRawBufferPointer(arguments[index].utf8)
  }

  private static func digest<H: HashFunction>(_ name: String, _: H.Type) -> Builtin {
    Builtin(name, 1) { (context, arguments) throws(BuiltinError) in
      hex(H.hash(data: try bytes(arguments, 0)), context.arena)
    }
  }

  private static func authenticationCode<H: HashFunction>(_ name: String, _: H.Type) -> Builtin {
    Builtin(name, 2) { (context, arguments) throws(BuiltinError) in
      let message = try bytes(arguments, 0)
      let key = SymmetricKey(data: try bytes(arguments, 1))
      return hex(HMAC<H>.authenticationCode(for: message, using: key), context.arena)
    }
  }

  private static func hex(_ bytes: some Sequence<UInt8>, _ arena: Arena) -> Value {
    let digits: StaticString = "0123456789abcdef"
    let output = arena.reserveString(128)
    var count = 0
    for byte in bytes {
      output[count] = digits.utf8Start[Int(byte >> 4)]
      output[count + 1] = digits.utf8Start[Int(byte & 15)]
      count += 2
    }
    return arena.finishString(output, count: count)
  }

  /// In time that does not depend on where the texts differ.
  private static func isEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for index in 0..<a.count { difference |= a[index] ^ b[index] }
    return difference == 0
  }
}
