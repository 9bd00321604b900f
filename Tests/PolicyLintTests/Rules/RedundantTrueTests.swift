import Testing

@Suite struct RedundantTrueTests {
  let rule = RegoRuleCases("redundant-true")

  @Test(
    "`true` as the value of a rule with a body is reported",
    arguments: [
      ("allow = true { input.x }", ["2:9"]),
      ("allow := true { input.x }", ["2:10"]),
      (
        """
        import rego.v1
        allow := true if input.x
        """, ["3:10"]
      ),
      ("f(x) = true { x == 1 }", ["2:8"]),
      (
        """
        default allow = false
        allow = true { input.x } else = true { input.y }
        """, ["3:9", "3:33"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "values that say something pass",
    arguments: [
      "allow { input.x }",
      "allow = true",
      "default allow = true",
      "allow = 1 { input.x }",
      "p[x] = true { input.y[x] }",
      """
      allow = true { input.x }
      allow = false { input.y }
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      ("allow = true { input.x }", "allow { input.x }"),
      (
        """
        import rego.v1
        allow := true if input.x
        """,
        """
        import rego.v1
        allow if input.x
        """
      ),
      ("f(x):=true { x == 1 }", "f(x) { x == 1 }"),
      (
        """
        default a = false
        a = true { input.x } else = true { input.y }
        """,
        """
        default a = false
        a { input.x } else { input.y }
        """
      ),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
