import Testing

@Suite struct CannotDenyTests {
  let rule = RegoRuleCases("cannot-deny").policy(.identity)

  @Test(
    "a policy that grants whatever its rules find is reported",
    arguments: [
      (
        """
        default allow = true
        allow { input.x }
        """, ["2:1"]
      ),
      (
        """
        allow = true
        allow { input.x }
        """, ["2:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "policies that may deny, and a plain grant, pass",
    arguments: [
      """
      default allow = false
      allow { input.x }
      """,
      "allow = true",
      """
      default allow = true
      allow = false { input.x }
      """,
      """
      allow { input.x }
      allow { input.y }
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
