import Testing

@Suite struct RuleNamedKeywordTests {
  let rule = RegoRuleCases("rule-named-keyword")

  @Test(
    "a rule under the name of a keyword is reported",
    arguments: [
      ("allow := true if { input.x }", ["2:15"]),
      ("contains(x) { x == 1 }", ["2:1"]),
      (
        """
        allow := true { input.y }
        in = 1
        """, ["3:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "keywords that are known pass",
    arguments: [
      """
      import rego.v1
      allow := true if { input.x }
      """,
      """
      import future.keywords.if
      allow := true if { input.x }
      """,
      "p[x] { x := input.y }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
