import Testing

@Suite struct CannotGrantTests {
  let rule = RegoRuleCases("cannot-grant").policy(.identity)

  @Test(
    "a policy none of whose rules grants is reported",
    arguments: [
      (
        """
        default allow = false
        allow = false { input.x }
        """, ["2:1"]
      ),
      (
        """
        default allow = false
        allow { input.x; false }
        """, ["2:1"]
      ),
      ("allow = false { input.x }", ["2:1"]),
      (
        """
        default allow = false
        allow { 1 == 2 }
        """, ["2:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "policies that may grant, and a plain denial, pass",
    arguments: [
      """
      default allow = false
      allow { input.x }
      """,
      "allow = false",
      "default allow = false",
      """
      default allow = false
      allow = x { x := input.y }
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
