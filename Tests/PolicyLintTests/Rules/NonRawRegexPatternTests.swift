import Testing

@Suite struct NonRawRegexPatternTests {
  let rule = RegoRuleCases("non-raw-regex-pattern")

  @Test(
    "a pattern with doubled backslashes is reported",
    arguments: [
      (#"allow { regex.match("^\\d+$", input.x) }"#, ["2:21"]),
      (#"x = regex.replace(input.a, "\\s", "")"#, ["2:28"]),
      (#"allow { re_match("a\\.b", input.x) }"#, ["2:18"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "raw patterns, and those without backslashes, pass",
    arguments: [
      #"allow { regex.match(`^\d+$`, input.x) }"#,
      #"allow { regex.match("^a+$", input.x) }"#,
      #"x = "\\d""#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      (#"allow { regex.match("^\\d+$", input.x) }"#, #"allow { regex.match(`^\d+$`, input.x) }"#),
      (#"allow { regex.match("\\d\"", input.x) }"#, #"allow { regex.match(`\d"`, input.x) }"#),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
