import Testing

@Suite struct WithInPolicyTests {
  let rule = RegoRuleCases("with-in-policy")

  @Test(
    "`with` in a rule is reported",
    arguments: [
      (
        """
        allow { other with input.x as 1 with input.y as 2 }
        other { input.x }
        """, ["2:15"]
      )
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "tests pass",
    arguments: [
      """
      test_allow { allow with input.x as 1 }
      allow { input.x }
      """
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
