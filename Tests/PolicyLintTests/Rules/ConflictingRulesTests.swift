import Testing

@Suite struct ConflictingRulesTests {
  let rule = RegoRuleCases("conflicting-rules")

  @Test(
    "a value without conditions beside another is reported",
    arguments: [
      (
        """
        allow = false
        allow = true { input.x }
        """, ["2:1"]
      ),
      (
        """
        allow = true
        allow = false
        """, ["2:1"]
      ),
      (
        """
        level = 1
        level = 2 { input.x }
        """, ["2:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "defaults, equal values and functions pass",
    arguments: [
      """
      default allow = false
      allow = true { input.x }
      """,
      """
      allow = true
      allow { input.x }
      """,
      """
      f(x) = 1
      f(x) = 2 { x == 2 }
      """,
      """
      allow = 1 { input.x }
      allow = 2 { input.y }
      """,
      """
      p["a"] = 1
      p["b"] = 2
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
