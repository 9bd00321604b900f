import Testing

@Suite struct ComprehensionAssignmentTests {
  let rule = RegoRuleCases("comprehension-assignment")

  @Test(
    "a variable that is only the head of its comprehension is reported",
    arguments: [
      ("p = [x | y := input.z[_]; x := y.name]", ["2:27"]),
      ("p = {n | input.z[i].ok; n := input.z[i].name}", ["2:25"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "heads that are terms, and conditions on them, pass",
    arguments: [
      "p = [y.name | y := input.z[_]]",
      "p = [x | x := input.z[_]; x > 1]",
      "p = [x | x := input.z[_]]",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
