import Testing

@Suite struct DoubleNegativeTests {
  let rule = RegoRuleCases("double-negative")

  @Test(
    "`not` before a name that says no is reported",
    arguments: [
      (
        """
        allow { not not_allowed }
        not_allowed { input.x }
        """, ["2:9"]
      ),
      (
        """
        allow { not no_access(input) }
        no_access(x) { x.y }
        """, ["2:9"]
      ),
      (
        """
        import data.lib
        allow { not lib.is_not_admin }
        """, ["3:9"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other negations pass",
    arguments: [
      """
      allow { not denied }
      denied { input.x }
      """,
      """
      allow { not_allowed }
      not_allowed { input.x }
      """,
      """
      allow { not notable }
      notable { input.x }
      """,
      "allow { not input.x == 1 }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
