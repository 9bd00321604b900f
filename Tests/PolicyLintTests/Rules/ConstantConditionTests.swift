import Testing

@Suite struct ConstantConditionTests {
  let rule = RegoRuleCases("constant-condition")

  @Test(
    "a condition that asks about nothing is reported",
    arguments: [
      ("allow { input.x; true }", ["2:18"]),
      ("allow { 1 == 1 }", ["2:9"]),
      ("allow { false }", ["2:9"]),
      ("allow { not false; input.x }", ["2:9"]),
      ("allow { input.x == input.x }", ["2:9"]),
      ("p = [x | x := input.y[_]; 1 < 2]", ["2:27"]),
      (#"allow { "admin" }"#, ["2:9"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "conditions on something, and a body of `true`, pass",
    arguments: [
      "allow { true }",
      "allow { input.x == 1 }",
      "allow { input.x == input.y }",
      "allow { x = 1; input.y == x }",
      "allow = true",
      #"allow { rand.intn("a", 2) == rand.intn("b", 2) }"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
