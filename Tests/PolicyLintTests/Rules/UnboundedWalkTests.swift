import Testing

@Suite struct UnboundedWalkTests {
  let rule = RegoRuleCases("unbounded-walk")

  @Test(
    "a walk over the whole input is reported",
    arguments: [
      ("allow { walk(input, [_, v]); v == 1 }", ["2:9"]),
      ("allow { walk(input.context, [_, v]); v == 1 }", ["2:9"]),
      ("allow { [_, v] = walk(input); v == 1 }", ["2:18"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "walks over a part pass",
    arguments: [
      "allow { walk(input.resource.annotations, [_, v]); v == 1 }",
      "allow { walk(data.lib.x, [_, v]); v == 1 }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
