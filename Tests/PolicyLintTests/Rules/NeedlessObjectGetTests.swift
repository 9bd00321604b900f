import Testing

@Suite struct NeedlessObjectGetTests {
  let rule = RegoRuleCases("needless-object-get")

  @Test(
    "a default that only makes a condition fail is reported",
    arguments: [
      (#"allow { object.get(input, "admin", false) }"#, ["2:9"]),
      (#"allow { object.get(input.x, "role", "") == "admin" }"#, ["2:9"]),
      (#"allow { "a" == object.get(input, input.key, null) }"#, ["2:9"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "defaults that matter pass",
    arguments: [
      #"allow { object.get(input, "role", "guest") == "guest" }"#,
      #"allow { object.get(input, "x", "") != "a" }"#,
      #"allow { not object.get(input, "x", false) }"#,
      #"x = object.get(input, "x", 1)"#,
      #"allow { object.get(input, "x", true) }"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
