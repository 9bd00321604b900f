import Testing

@Suite struct RuleAssignsDefaultTests {
  let rule = RegoRuleCases("rule-assigns-default")

  @Test(
    "a rule with the value of the default is reported",
    arguments: [
      (
        """
        default allow = false
        allow = false { input.x }
        """, ["3:1"]
      ),
      (
        """
        default n = 0
        n = 1 { input.x }
        n = 0 { input.y }
        """, ["4:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other values pass",
    arguments: [
      """
      default allow = false
      allow { input.x }
      """,
      """
      default n = 0
      n = input.y
      """,
      """
      default allow = false
      allow = false { input.x } else = true { input.y }
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
