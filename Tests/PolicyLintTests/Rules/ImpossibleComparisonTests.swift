import Testing

@Suite struct ImpossibleComparisonTests {
  let rule = RegoRuleCases("impossible-comparison")

  @Test(
    "a comparison of different kinds is reported",
    arguments: [
      (#"allow { count(input.x) == "1" }"#, ["2:9"]),
      ("allow { lower(input.x) != 1 }", ["2:9"]),
      ("allow { [1] == {1} }", ["2:9"]),
      (#"allow { split(input.x, ",") > "a" }"#, ["2:9"]),
      (#"allow { not sprintf("%d", [1]) == 1 }"#, ["2:9"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "comparisons of one kind, or of unknown ones, pass",
    arguments: [
      "allow { count(input.x) == 1 }",
      #"allow { input.x == "1" }"#,
      #"allow { lower(input.x) == "a" }"#,
      "allow { [1] == input.x }",
      "allow { x := json.unmarshal(input.y); x == 1 }",
      "allow { {1} - {2} == {1} }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
