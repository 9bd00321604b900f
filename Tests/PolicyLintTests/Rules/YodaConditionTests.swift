import Testing

@Suite struct YodaConditionTests {
  let rule = RegoRuleCases("yoda-condition")

  @Test(
    "a constant on the left of a comparison is reported",
    arguments: [
      (#"allow { "GET" == input.method }"#, ["2:9"]),
      ("allow { 1 < input.x }", ["2:9"]),
      (#"allow { not "a" != input.x }"#, ["2:9"]),
      ("allow { 0 < count(input.x) }", ["2:9"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "the constant on the right, and ranges, pass",
    arguments: [
      #"allow { input.method == "GET" }"#,
      "allow { 1 < input.x; input.x < 9 }",
      "allow { 1 == 1 }",
      #"allow { input.x != "a" }"#,
      #"allow { "a" = input.x }"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      (#"allow { "GET" == input.method }"#, #"allow { input.method == "GET" }"#),
      ("allow { 1 < input.x }", "allow { input.x > 1 }"),
      ("allow { 3>=input.x.y }", "allow { input.x.y<=3 }"),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
