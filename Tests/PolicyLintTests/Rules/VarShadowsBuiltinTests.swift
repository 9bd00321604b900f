import Testing

@Suite struct VarShadowsBuiltinTests {
  let rule = RegoRuleCases("var-shadows-builtin")

  @Test(
    "a variable under the name of a built-in is reported where it first stands",
    arguments: [
      ("allow { count := input.x; count > 1 }", ["2:9"]),
      (#"f(type_name) { type_name == "a" }"#, ["2:3"]),
      ("allow { some max; input.xs[max] }", ["2:14"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other names, and calls, pass",
    arguments: [
      "allow { n := count(input.x); n > 1 }",
      "f(x) { x == 1 }",
      """
      count = 1
      allow { count > 1 }
      """,
      """
      allow { other with count as 1 }
      other { input.x }
      """,
      """
      allow { other with f as count }
      other { f(input.x) > 1 }
      f(x) = x
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
