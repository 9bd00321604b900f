// Unsafe: reads arguments in place.

internal import Crypto
internal import Rego

/// `io.jwt.*`.
enum JWTBuiltins {
  /// `decode_verify` depends on the time only through the evaluation, which has one.
  static let all: [Builtin] =
    [
      Builtin("io.jwt.decode", 1) { (context, arguments) throws(BuiltinError) in try decode(context, arguments[0]) },
      Builtin("io.jwt.decode_verify", 2) { (context, arguments) throws(BuiltinError) in
        try decodeVerify(context, arguments[0], arguments[1])
      },
      Builtin("io.jwt.encode_sign", 3, isDeterministic: false) { (context, arguments) throws(BuiltinError) in
        try encodeSign(context, arguments)
      },
      Builtin("io.jwt.encode_sign_raw", 3, isDeterministic: false) { (context, arguments) throws(BuiltinError) in
        try encodeSignRaw(context, arguments)
      },
    ]
    + [
      SignatureAlgorithm.hs256, .hs384, .hs512, .rs256, .rs384, .rs512, .ps256, .ps384, .ps512, .es256, .es384, .es512,
      .edDSA,
    ].map { verification($0) }

  private static func string(_ arguments: UnsafePointer<Value>, _ index: Int) throws(BuiltinError) -> Value {
    guard arguments[index].tag == .string else {
      throw .operandType(index + 1, expected: .string, got: arguments[index].kind)
    }
    return arguments[index]
  }

  // MARK: Decoding

  private static func decode(_ context: BuiltinContext, _ encoded: Value) throws(BuiltinError) -> Value {
    guard encoded.tag == .string else { throw .operandType(1, expected: .string, got: encoded.kind) }
    let arena = context.arena
    var text = encoded.utf8
    for _ in 0..<Token.nestingMax {
      let token = try Token(text)
      let header = try token.header(arena)
      try header.refuseEncryption()
      let payload = try token.payload(arena)
      if header.isNested(ignoringCase: false) {
        text = unquoted(payload)
        continue
      }
      let claims = try Token.object(payload, "", arena)
      let signature = try token.signature(arena, prefix: "JWT signature had invalid encoding: ")
      let (result, elements) = arena.array(count: 3)
      elements[0] = header.value
      elements[1] = claims
      elements[2] = hex(signature, arena)
      return result
    }
    throw .failed("token is nested too deeply")
  }

  /// A nested token without the quotes around it that some write.
  private static func unquoted(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
    let start = text.firstIndex { !isQuote($0) } ?? text.endIndex
    let end = text.lastIndex { !isQuote($0) } ?? start - 1
    return UnsafeBufferPointer(rebasing: text[start..<(end + 1)])
  }

  private static func hex(_ bytes: UnsafeBufferPointer<UInt8>, _ arena: Arena) -> Value {
    let digits: StaticString = "0123456789abcdef"
    let output = arena.reserveString(bytes.count * 2)
    for (index, byte) in bytes.enumerated() {
      output[index * 2] = digits.utf8Start[Int(byte >> 4)]
      output[index * 2 + 1] = digits.utf8Start[Int(byte & 15)]
    }
    return arena.finishString(output, count: bytes.count * 2)
  }

  // MARK: Verifying

  private static func verification(_ algorithm: SignatureAlgorithm) -> Builtin {
    let name = "io.jwt.verify_" + algorithm.rawValue.lowercased()
    return Builtin(name, 2) { (context, arguments) throws(BuiltinError) in
      let encoded = try string(arguments, 0)
      if algorithm.isSymmetric {
        let key = try string(arguments, 1)
        let token = try Token(encoded.utf8)
        let secret = VerificationKey.secret(SymmetricKey(data: UnsafeRawBufferPointer(key.utf8)))
        return Value(algorithm.verifies(try token.signature(context.arena), over: token.signingInput, by: secret))
      }
      let token = try Token(encoded.utf8)
      let key = try string(arguments, 1)
      let verifier = TokenVerifier.of(context)
      let keys = try verifier.keys(key)
      let signature = try token.signature(context.arena)
      let header = try token.header(context.arena)
      try header.refuseEncryption()
      try header.check()
      return Value(verifier.verifies(token, header, signature, algorithm, keys: keys, writtenAs: key))
    }
  }

  private static func decodeVerify(
    _ context: BuiltinContext, _ encoded: Value, _ constraints: Value
  ) throws(BuiltinError) -> Value {
    guard constraints.tag == .object else { throw .operandType(2, expected: .object, got: constraints.kind) }
    let arena = context.arena
    let verifier = TokenVerifier.of(context)
    let wanted = try TokenConstraints(constraints, now: context.nowNanoseconds, verifier)
    guard encoded.tag == .string else { throw .operandType(1, expected: .string, got: encoded.kind) }
    var text = encoded.utf8
    for _ in 0..<Token.nestingMax {
      let token = try Token(text)
      let header = try token.header(arena)
      try header.refuseEncryption()
      guard try wanted.accept(token, header, verifier, arena) else {
        return outcome(false, .undefined, .undefined, arena)
      }
      let payload = try token.payload(arena)
      if header.isNested(ignoringCase: true) {
        text = payload
        continue
      }
      let claims = try Token.object(payload, "", arena)
      let accepted = try wanted.accept(claims: claims, arena)
      return accepted ? outcome(true, header.value, claims, arena) : outcome(false, .undefined, .undefined, arena)
    }
    throw .failed("token is nested too deeply")
  }

  private static func outcome(_ valid: Bool, _ header: Value, _ claims: Value, _ arena: Arena) -> Value {
    let (result, elements) = arena.array(count: 3)
    elements[0] = Value(valid)
    elements[1] = valid ? header : ObjectBuilder(arena, capacity: 1).finish()
    elements[2] = valid ? claims : ObjectBuilder(arena, capacity: 1).finish()
    return result
  }

  // MARK: Signing

  private static func encodeSign(
    _ context: BuiltinContext, _ arguments: UnsafePointer<Value>
  ) throws(BuiltinError) -> Value {
    for index in 0..<3 where arguments[index].tag != .object {
      throw .operandType(index + 1, expected: .object, got: arguments[index].kind)
    }
    let header = Array(JSONWriter.string(arguments[0], escaping: .html).utf8)
    let payload = Array(JSONWriter.string(arguments[1], escaping: .html).utf8)
    let key = try signingKey(arguments[2])
    return try sign(context, header, arguments[0], payload, key)
  }

  private static func encodeSignRaw(
    _ context: BuiltinContext, _ arguments: UnsafePointer<Value>
  ) throws(BuiltinError) -> Value {
    let keyText = try string(arguments, 2)
    let headerText = try string(arguments, 0)
    let payload = try string(arguments, 1)
    let arena = context.arena
    let set: Value
    do throws(JSONError) { set = try JSONReader.read(keyText.utf8, into: arena) } catch {
      throw .failed("jwk.Parse: failed to unmarshal JWK set: \(JSONSyntax.problem(keyText.utf8) ?? error.message)")
    }
    let key = try signingKey(set)
    let header: Value
    if headerText.count == 0 {
      throw .failed("missing or invalid 'alg' header: cannot parse JSON: cannot parse empty string")
    }
    do throws(JSONError) { header = try JSONReader.read(headerText.utf8, into: arena) } catch {
      // What does not even begin as an object has no member.
      guard headerText.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else {
        throw .failed("missing or invalid 'alg' header: jwsbb: header \"alg\" not found")
      }
      let isOpenOnly = headerText.utf8.drop { $0 <= 0x20 }.dropFirst().allSatisfy { $0 <= 0x20 }
      let problem = isOpenOnly ? "cannot parse object: missing '}'; unparsed tail: \"\"" : error.message
      throw .failed("missing or invalid 'alg' header: cannot parse JSON: \(problem)")
    }
    return try sign(context, Array(headerText.utf8), header, Array(payload.utf8), key)
  }

  /// The key itself, or the first of a set.
  private static func signingKey(_ document: Value) throws(BuiltinError) -> Value {
    var key = document
    if document["keys"].kind == .array {
      guard document["keys"].count > 0 else { throw .failed("no keys found in JWK set") }
      key = document["keys"][0]
    }
    guard VerificationKey(jwk: key) != nil else {
      throw .failed("jwk.Parse: failed to unmarshal JWK set: failed to parse sole key in key set")
    }
    return key
  }

  private static func sign(
    _ context: BuiltinContext, _ header: [UInt8], _ parameters: Value, _ payload: [UInt8], _ key: Value
  ) throws(BuiltinError) -> Value {
    let name = parameters["alg"]
    guard let text = name.string else {
      throw .failed("missing or invalid 'alg' header: jwsbb: header \"alg\" not found")
    }
    guard let algorithm = SignatureAlgorithm(name) else { throw .failed("unknown JWS algorithm: \(text)") }
    let type = parameters["typ"].string
    if type == nil || type == "JWT", !payload.withUnsafeBufferPointer({ JSONSyntax.isValid($0) }) {
      throw .failed("type is JWT but payload is not JSON")
    }
    let point = [UInt8(ascii: ".")]
    var token = Base64Text.encode(header, url: true) + point + Base64Text.encode(payload, url: true)
    let signature = try algorithm.sign(token, by: key)
    token += point + Base64Text.encode(signature, url: true)
    return token.withUnsafeBufferPointer { context.arena.string($0) }
  }
}
