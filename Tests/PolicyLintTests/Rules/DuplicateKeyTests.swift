import Testing

@Suite struct DuplicateKeyTests {
  let rule = RegoRuleCases("duplicate-key")

  @Test(
    "a key that stands in an object again is reported",
    arguments: [
      (#"x = {"a": 1, "b": 2, "a": 3}"#, ["2:22"]),
      ("x = {1: 1, 1: 2}", ["2:12"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "different and computed keys pass",
    arguments: [
      #"x = {"a": 1, "b": 2}"#,
      "x = {input.a: 1, input.b: 2}",
      #"x = {"1": 1, 1: 2}"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
