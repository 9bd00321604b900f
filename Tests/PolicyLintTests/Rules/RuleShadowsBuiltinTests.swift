import Testing

@Suite struct RuleShadowsBuiltinTests {
  let rule = RegoRuleCases("rule-shadows-builtin")

  @Test(
    "a rule under the name of a built-in is reported once",
    arguments: [
      ("count = 1", ["2:1"]),
      (
        """
        lower(x) = y { y := x }
        lower(x) = 1 { x == 2 }
        """, ["2:1"]
      ),
      ("trim { input.x }", ["2:1"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other names pass",
    arguments: [
      "counts = 1",
      "http = input.request.http",
      "time = 1",
      "allow { count(input.x) > 1 }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
