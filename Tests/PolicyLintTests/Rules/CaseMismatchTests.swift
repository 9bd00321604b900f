import Testing

@Suite struct CaseMismatchTests {
  let rule = RegoRuleCases("case-mismatch")

  @Test(
    "a text that lower or upper never gives is reported",
    arguments: [
      (#"allow { lower(input.x) == "Admin" }"#, ["2:27"]),
      (#"allow { "get" == upper(input.method) }"#, ["2:9"]),
      (#"allow { startswith(lower(input.x), "Bearer ") }"#, ["2:36"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "texts that it may give pass",
    arguments: [
      #"allow { lower(input.x) == "admin" }"#,
      #"allow { upper(input.x) == "GET" }"#,
      "allow { lower(input.x) == input.y }",
      #"allow { lower(input.x) == "/a-1" }"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
