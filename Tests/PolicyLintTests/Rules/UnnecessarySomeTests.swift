import Testing

@Suite struct UnnecessarySomeTests {
  let rule = RegoRuleCases("unnecessary-some")

  @Test(
    "`some` without a variable is reported",
    arguments: [
      (
        """
        import rego.v1
        allow if some "admin" in input.roles
        """, ["3:10"]
      ),
      (
        """
        import rego.v1
        allow if { input.x; some  1 in input.y }
        """, ["3:21"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "`some` with variables passes",
    arguments: [
      """
      import rego.v1
      allow if {
      	some x in input.roles
      	x == 1
      }
      """,
      """
      import rego.v1
      allow if "a" in input.roles
      """,
      """
      import rego.v1
      allow if { some [a, 1] in input.x; a == 2 }
      """,
      """
      import rego.v1
      p := [1 | some 1 in input.x]
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      (
        """
        import rego.v1
        allow if some "admin" in input.roles
        """,
        """
        import rego.v1
        allow if "admin" in input.roles
        """
      )
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
