import Rego
import RegoPlatform
import Testing

/// Keys, certificates and tokens that nobody means well with: each ends in an error or a refusal, after bounded work.
struct HostileKeyTests {
  /// The value of `call` in Rego, or the error, with `input` as given.
  private func evaluate(_ call: String, _ input: String) throws -> String {
    let symbols = SymbolTable()
    let builtins = BuiltinRegistry.standard.adding(PlatformBuiltins.all)
    let compiler = Compiler(symbols: symbols, builtins: builtins)
    let evaluator = Evaluator(symbols: symbols)
    evaluator.hasStrictBuiltinErrors = true
    let program = try compiler.compile([SourceText(name: "p.rego", text: "package t\n\nr := \(call)\n")])
    let prepared = try program.prepare(query: SourceText(name: "", text: "x = data.t.r"))
    let document = try Document { arena in
      var object = ObjectBuilder(arena)
      object.set("a", arena.string(input))
      return object.finish()
    }
    do {
      return try withExtendedLifetime(document) {
        JSONWriter.string(try evaluator.evaluate(prepared, input: document.value))
      }
    } catch let found as Diagnostic {
      return found.message
    }
  }

  private func base64(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(bytes[start + $1]) : 0) }
      for position in 0..<4 { text.append(position <= group.count ? letters[bits >> (18 - 6 * position) & 63] : "=") }
    }
    return text
  }

  private func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    let length = (0..<4).map { UInt8(truncatingIfNeeded: content.count >> (24 - 8 * $0)) }.drop { $0 == 0 }
    return content.count < 128
      ? [tag, UInt8(content.count)] + content : [tag, 0x80 | UInt8(length.count)] + length + content
  }

  @Test(
    "DER of a wrong shape is malformed",
    arguments: [
      [0x30], [0x30, 0x80], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x30, 0x88, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF],
      [0x30, 0x81, 0x01, 0x00], [0x3F, 0x81, 0x00], [0x30, 0x02, 0x30, 0x7F], [0x30, 0x00],
      [UInt8](repeating: 0x30, count: 999),
    ] as [[UInt8]])
  func refusesBrokenDER(_ der: [UInt8]) throws {
    let text = base64(der)
    #expect(try evaluate("crypto.x509.parse_certificates(input.a)", text).contains("x509: malformed"))
    #expect(try evaluate("crypto.x509.parse_and_verify_certificates(input.a)", text).contains("[false,[]]"))
    #expect(try evaluate("crypto.x509.parse_certificate_request(input.a)", text).contains("asn1: "))
    for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"] {
      let pem = "-----BEGIN \(label)-----\n\(text)\n-----END \(label)-----\n"
      #expect(try evaluate("crypto.parse_private_keys(input.a)", pem).contains("asn1: "))
    }
  }

  @Test("DER that nests without end is read no deeper than it has fields")
  func survivesDepth() throws {
    var der: [UInt8] = []
    for _ in 0..<4_000 { der = element(0x30, der) }
    #expect(try evaluate("crypto.x509.parse_certificates(input.a)", base64(der)).contains("x509: malformed"))
  }

  @Test("an RSA key of more than 16,384 bits is refused")
  func refusesHugeKeys() throws {
    let modulus = element(0x02, [0x7F] + [UInt8](repeating: 0xFF, count: 100_000))
    let numbers = element(0x30, modulus + [0x02, 0x03, 0x01, 0x00, 0x01])
    let algorithm: [UInt8] = [
      0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]
    let info = element(0x30, algorithm + element(0x03, [0] + numbers))
    let pem = "-----BEGIN PUBLIC KEY-----\n\(base64(info))\n-----END PUBLIC KEY-----\n"
    let said = try evaluate("io.jwt.verify_rs256(\"e30.e30.AA\", input.a)", pem)
    #expect(said.contains("failed to parse a PEM public key: x509: key of more than 16384 bits"))
    let jwk = "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"\(String(repeating: "_", count: 8000))\"}"
    #expect(try evaluate("io.jwt.verify_rs256(\"e30.e30.AA\", input.a)", jwk).contains("failed to parse sole key"))
  }

  @Test("a flood of PEM blocks that never end is passed over")
  func passesFlood() throws {
    let flood = String(repeating: "-----BEGIN CERTIFICATE-----\nAAAA\n", count: 2_000)
    for call in ["crypto.x509.parse_certificates(input.a)", "crypto.parse_private_keys(input.a)"] {
      let said = try evaluate(call, flood)
      #expect(said == "[[[],true]]")
    }
  }

  @Test("tokens that nest without end are refused, and no long part of one is quoted")
  func refusesNesting() throws {
    let said = try evaluate("io.jwt.decode(input.a)", "e30." + String(repeating: "A", count: 4001) + ".AAAA")
    #expect(said == "io.jwt.decode: JWT payload had invalid encoding: illegal base64url string")
  }

  @Test(
    "text of any kind is answered",
    arguments: ["", ".", "..", "...", "\u{0}", "{}", "[]", "-----BEGIN ", "-----BEGIN -----\n-----END -----\n", "é"])
  func answersAnything(_ text: String) throws {
    for call in [
      "crypto.x509.parse_certificates(input.a)", "crypto.x509.parse_and_verify_certificates(input.a)",
      "crypto.x509.parse_certificate_request(input.a)", "crypto.x509.parse_rsa_private_key(input.a)",
      "crypto.parse_private_keys(input.a)", "crypto.x509.parse_keypair(input.a, input.a)", "io.jwt.decode(input.a)",
      "io.jwt.verify_es256(input.a, input.a)", "io.jwt.decode_verify(input.a, {\"cert\": input.a})",
      "io.jwt.encode_sign_raw(input.a, input.a, input.a)",
    ] { #expect(try !evaluate(call, text).isEmpty) }
  }
}
