import Testing

@Suite struct DuplicateRuleTests {
  let rule = RegoRuleCases("duplicate-rule")

  @Test(
    "the second of two equal definitions is reported",
    arguments: [
      (
        """
        allow { input.x }
        allow   { input.x }
        """, ["3:1"]
      ),
      (
        """
        allow { input.x }
        allow { input.y }
        allow { input.x # again
        }
        """, ["4:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "definitions that differ pass",
    arguments: [
      """
      allow { input.x }
      allow { input.y }
      """,
      """
      f(x) = 1 { x == 1 }
      f(x) = 2 { x == 2 }
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
