import Testing

@Suite struct RegexAlternationTests {
  let rule = RegoRuleCases("regex-alternation")

  @Test(
    "anchors of one alternative are reported",
    arguments: [
      (#"allow { regex.match("^a|b$", input.x) }"#, ["2:21"]),
      (#"allow { regex.match("^a$|b", input.x) }"#, ["2:21"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "alternatives in parentheses, or each anchored, pass",
    arguments: [
      #"allow { regex.match("^(a|b)$", input.x) }"#,
      #"allow { regex.match("^a$|^b$", input.x) }"#,
      #"allow { regex.match(`^[a|b]\|c$`, input.x) }"#,
      #"allow { regex.match("a|b", input.x) }"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
