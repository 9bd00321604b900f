import Testing

@Suite struct MessyRuleTests {
  let rule = RegoRuleCases("messy-rule")

  @Test(
    "a rule that goes on below another is reported",
    arguments: [
      (
        """
        allow { input.x }
        other { input.y }
        allow { input.z }
        """, ["4:1"]
      )
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "rules in one place pass",
    arguments: [
      """
      allow { input.x }
      allow { input.z }
      other { input.y }
      """,
      """
      a.b { input.x }
      a.c { input.y }
      """,
      """
      allow { input.x }
      other = 1
      default allow = false
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
