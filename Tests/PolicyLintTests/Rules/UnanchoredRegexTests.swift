import Testing

@Suite struct UnanchoredRegexTests {
  let rule = RegoRuleCases("unanchored-regex")

  @Test(
    "a pattern without anchors is reported",
    arguments: [
      (#"allow { regex.match("admin", input.x) }"#, ["2:21"]),
      (#"allow { re_match("a|b", input.x) }"#, ["2:18"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "anchored patterns, and those for anything, pass",
    arguments: [
      #"allow { regex.match("^admin$", input.x) }"#,
      #"allow { regex.match("^/api", input.x) }"#,
      #"allow { regex.match(".*", input.x) }"#,
      #"x = regex.split(",", input.x)"#,
      #"allow { regex.match(input.p, "a") }"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
