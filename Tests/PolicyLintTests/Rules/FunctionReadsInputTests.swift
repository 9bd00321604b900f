import Testing

@Suite struct FunctionReadsInputTests {
  let rule = RegoRuleCases("function-reads-input")

  @Test(
    "a function that reads input is reported once",
    arguments: [
      ("f(x) { x == input.y; input.z }", ["2:13"])
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "functions of their parameters, and rules, pass",
    arguments: [
      "f(x) { x.y == 1 }",
      "allow { input.x }",
      "f(x) = y { y := data.lib.z[x] }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
