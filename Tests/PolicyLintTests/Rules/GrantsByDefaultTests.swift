import Testing

@Suite struct GrantsByDefaultTests {
  let rule = RegoRuleCases("grants-by-default").policy(.identity)

  @Test(
    "a default that grants is reported",
    arguments: [
      (
        """
        default allow = true
        allow = false { input.x }
        """, ["2:1"]
      ),
      (
        """
        allow = false { input.x }
        default allow = true
        """, ["3:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other defaults pass",
    arguments: [
      "default allow = false",
      "default allow = true",
      "allow = true",
      """
      default other = true
      allow = false
      """,
      "default allow = 1",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}

extension GrantsByDefaultTests {
  @Test("an operation that is public by default is reported")
  func findsPublicOperations() throws {
    let operations = RegoRuleCases("grants-by-default").policy(.operation)
    #expect(
      try operations.messages("default allow = 1") == [
        "the operation is public by default: `allow` is `1` where no rule holds"
      ])
    for text in ["default allow = 0", "default allow = -1", "allow = 1"] { #expect(try operations.places(text) == []) }
  }
}
