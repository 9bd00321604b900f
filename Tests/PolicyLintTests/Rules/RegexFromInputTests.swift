import Testing

@Suite struct RegexFromInputTests {
  let rule = RegoRuleCases("regex-from-input")

  @Test(
    "a pattern that the request says is reported",
    arguments: [
      (#"allow { regex.match(input.pattern, "a") }"#, ["2:21"]),
      (#"allow { regex.match(sprintf("^%s$", [input.x]), "a") }"#, ["2:21"]),
      (#"allow { glob.match(concat("", [input.x, "*"]), [], "a") }"#, ["2:20"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "patterns that the policy says pass",
    arguments: [
      #"allow { regex.match("^a$", input.x) }"#,
      """
      allow { regex.match(p, input.x) }
      p = "a"
      """,
      "allow { regex.match(input.resource.annotations.pattern, input.x) }",
      #"allow { glob.match("a*", [], input.x) }"#,
      #"allow { glob.match(glob.quote_meta(input.x), [], "a") }"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
