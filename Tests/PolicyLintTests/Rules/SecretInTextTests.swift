import Testing

@Suite struct SecretInTextTests {
  let rule = RegoRuleCases("secret-in-text")

  @Test(
    "a secret in the text is reported",
    arguments: [
      (#"allow { io.jwt.verify_hs256(input.t, "secret") }"#, ["2:38"]),
      (#"x = io.jwt.decode_verify(input.t, {"secret": "s", "alg": "HS256"})"#, ["2:46"]),
      (
        """
        x = io.jwt.decode_verify(input.t, c)
        c = {"secret": "s"}
        """, ["3:16"]
      ),
      (#"x = crypto.hmac.sha256(input.x, "key")"#, ["2:33"]),
      (#"x = io.jwt.encode_sign({}, {}, {"kty": "oct", "k": "a2V5"})"#, ["2:52"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "public keys, and secrets from elsewhere, pass",
    arguments: [
      #"allow { io.jwt.verify_rs256(input.t, "cert") }"#,
      #"x = io.jwt.decode_verify(input.t, {"cert": "c"})"#,
      "allow { io.jwt.verify_hs256(input.t, input.key) }",
      #"x = {"secret": "not a key"}"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
