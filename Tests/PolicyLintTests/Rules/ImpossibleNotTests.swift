import Testing

@Suite struct ImpossibleNotTests {
  let rule = RegoRuleCases("impossible-not")

  @Test(
    "`not` before a rule that is a set or an object is reported",
    arguments: [
      (
        """
        deny[x] { x := input.y }
        allow { not deny }
        """, ["3:9"]
      ),
      (
        """
        p[k] = v { v := input.x[k] }
        allow { not p }
        """, ["3:9"]
      ),
      (
        """
        import rego.v1
        deny contains "a" if input.x
        allow if not deny
        """, ["4:10"]
      ),
      (
        """
        deny["a"] { input.x }
        allow { not data.authz.deny }
        """, ["3:9"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "`not` before other rules, and before members, passes",
    arguments: [
      """
      deny { input.x }
      allow { not deny }
      """,
      """
      deny[x] { x := input.y }
      allow { not deny["a"] }
      """,
      """
      deny[x] { x := input.y }
      allow { count(deny) == 0 }
      """,
      "allow { not input.x }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
