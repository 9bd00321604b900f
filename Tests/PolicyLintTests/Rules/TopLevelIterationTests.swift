import Testing

@Suite struct TopLevelIterationTests {
  let rule = RegoRuleCases("top-level-iteration")

  @Test(
    "a rule with one value that iterates is reported",
    arguments: [
      ("user = input.users[_]", ["2:1"]),
      ("names := data.x[_].name", ["2:1"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "sets, bodies and indices pass",
    arguments: [
      "user = input.users[0]",
      "users[x] { x := input.users[_] }",
      "user = x { x := input.users[_]; x.admin }",
      "f(x) = x[_]",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
