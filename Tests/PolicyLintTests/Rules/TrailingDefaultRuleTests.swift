import Testing

@Suite struct TrailingDefaultRuleTests {
  let rule = RegoRuleCases("trailing-default-rule")

  @Test(
    "a default below its rule is reported",
    arguments: [
      (
        """
        allow { input.x }
        default allow = false
        """, ["3:1"]
      )
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "a default above passes",
    arguments: [
      """
      default allow = false
      allow { input.x }
      """,
      "default allow = false",
      """
      other = 1
      default allow = false
      allow { input.x }
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
