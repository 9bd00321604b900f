import Testing

@Suite struct LineLengthTests {
  let rule = RegoRuleCases("line-length")

  @Test(
    "a line of more than 120 characters is reported",
    arguments: [
      (
        "allow { input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.b }",
        ["2:1"]
      )
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "shorter lines, and long words, pass",
    arguments: [
      "allow { input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.a; input.b }",
      #"x = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa""#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
