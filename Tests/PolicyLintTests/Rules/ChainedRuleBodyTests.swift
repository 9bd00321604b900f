import Testing

@Suite struct ChainedRuleBodyTests {
  let rule = RegoRuleCases("chained-rule-body")

  @Test(
    "a second body is reported",
    arguments: [
      ("allow { input.x } { input.y }", ["2:19"]),
      ("allow { input.x } { input.y } { input.z }", ["2:19", "2:31"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "rules with heads pass",
    arguments: [
      """
      allow { input.x }
      allow { input.y }
      """,
      #"allow { x := {"a": 1}; x.a == input.b }"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
