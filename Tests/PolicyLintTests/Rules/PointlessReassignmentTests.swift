import Testing

@Suite struct PointlessReassignmentTests {
  let rule = RegoRuleCases("pointless-reassignment")

  @Test(
    "a second name of a variable is reported",
    arguments: [
      ("allow { x := input.y; z := x; z == 1 }", ["2:23"]),
      ("f(x) { y := x; y == 1 }", ["2:8"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "values and rules pass",
    arguments: [
      "allow { x := input.y; x == 1 }",
      """
      r = 1
      allow { x := r; x == 1 }
      """,
      "allow { [x] := input.y; x == 1 }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
