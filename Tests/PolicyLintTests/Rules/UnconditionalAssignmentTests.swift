import Testing

@Suite struct UnconditionalAssignmentTests {
  let rule = RegoRuleCases("unconditional-assignment")

  @Test(
    "a body that only assigns the value is reported",
    arguments: [
      ("name = x { x := lower(input.name) }", ["2:1"]),
      ("f(a) = b { b = a + 1 }", ["2:1"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "bodies with conditions pass",
    arguments: [
      #"name = x { x := input.name; x != "" }"#,
      "name = lower(input.name)",
      "p[x] { x := input.y }",
      "name = x { x := input.a } else = 1 { true }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
