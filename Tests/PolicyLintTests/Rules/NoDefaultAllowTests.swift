import Testing

@Suite struct NoDefaultAllowTests {
  let rule = RegoRuleCases("no-default-allow").policy(.identity)

  @Test(
    "an `allow` that may be undefined is reported",
    arguments: [
      ("allow { input.x }", ["2:1"]),
      (
        """
        allow { input.x }
        allow { input.y }
        """, ["2:1"]
      ),
      ("allow = true { input.x } else = false { input.y }", ["2:1"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "an `allow` that always has a value passes",
    arguments: [
      """
      default allow = false
      allow { input.x }
      """,
      "allow = true",
      "allow = true { input.x } else = false",
      "allow = true { input.x } else = false { true }",
      "allow[x] { x := input.y }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
