import Testing

@Suite struct UnverifiedTokenTests {
  let rule = RegoRuleCases("unverified-token")

  @Test(
    "a token that is only decoded is reported",
    arguments: [
      ("claims = c { [_, c, _] = io.jwt.decode(input.token) }", ["2:26"]),
      ("x = io.jwt.decode(input.token)[1]", ["2:5"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "tokens that are verified pass",
    arguments: [
      #"x = io.jwt.decode_verify(input.token, {"cert": "c"})[2]"#,
      #"x = c { io.jwt.verify_rs256(input.token, "c"); [_, c, _] = io.jwt.decode(input.token) }"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
