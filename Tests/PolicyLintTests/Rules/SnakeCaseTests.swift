import Testing

@Suite struct SnakeCaseTests {
  let rule = RegoRuleCases("snake-case")

  @Test(
    "a name with capitals is reported once",
    arguments: [
      (
        """
        isAdmin { input.x }
        isAdmin { input.y }
        """, ["2:1"]
      ),
      ("getUser(x) = x", ["2:1"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "underscores and constants pass",
    arguments: [
      "is_admin { input.x }",
      "MAX = 1",
      "allow { isAdmin := input.x; isAdmin }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
