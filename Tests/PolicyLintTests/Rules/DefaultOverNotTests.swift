import Testing

@Suite struct DefaultOverNotTests {
  let rule = RegoRuleCases("default-over-not")

  @Test(
    "a constant where a value is missing is reported",
    arguments: [
      (
        """
        name = input.name
        name = "none" { not input.name }
        """, ["3:1"]
      )
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other rules pass",
    arguments: [
      """
      name = input.name
      name = "none" { not input.other }
      """,
      #"name = "none" { not input.name }"#,
      """
      name = input.name
      name = "none" { input.x }
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
