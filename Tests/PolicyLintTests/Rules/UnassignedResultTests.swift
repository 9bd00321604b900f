import Testing

@Suite struct UnassignedResultTests {
  let rule = RegoRuleCases("unassigned-result")

  @Test(
    "a result that is dropped is reported",
    arguments: [
      ("allow { count(input.x) }", ["2:9"]),
      ("allow { lower(input.x); input.y }", ["2:9"]),
      ("allow { not count(input.x) }", ["2:9"]),
      (#"p = [x | x := input.y[_]; split(x, ",")]"#, ["2:27"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "conditions, assignments and outputs pass",
    arguments: [
      #"allow { startswith(input.x, "a") }"#,
      "allow { n := count(input.x); n > 1 }",
      "allow { count(input.x, n); n > 1 }",
      "allow { walk(input, [_, v]); v == 1 }",
      "allow { json.unmarshal(input.x) }",
      """
      count(x) { x.y }
      allow { count(input) }
      """,
      #"allow { print("a") }"#,
      "allow { input.x - 1 }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
