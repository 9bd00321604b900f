import Testing

@Suite struct RuleLengthTests {
  let rule = RegoRuleCases("rule-length")

  @Test(
    "a rule of more than 50 rows is reported",
    arguments: [
      (
        """
        allow {
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
          input.x
        }
        """, ["2:1"]
      )
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "shorter rules pass",
    arguments: [
      """
      allow {
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
        input.x
      }
      """
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
