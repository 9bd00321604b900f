import Testing

@Suite struct PrintLeftOverTests {
  let rule = RegoRuleCases("print-left-over")

  @Test(
    "a call of print or trace is reported",
    arguments: [
      (#"allow { print("x", input.y) }"#, ["2:9"]),
      (#"allow { trace("a"); input.x }"#, ["2:9"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "a rule of that name passes",
    arguments: [
      """
      trace(x) { x.y }
      allow { trace(input) }
      """,
      "allow { input.print }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
