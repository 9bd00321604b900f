import Testing

@Suite struct SetAsConditionTests {
  let rule = RegoRuleCases("set-as-condition")

  @Test(
    "a rule that is a set as a condition is reported",
    arguments: [
      (
        """
        roles[x] { x := input.y }
        allow { roles }
        """, ["3:9"]
      ),
      (
        """
        roles[x] { x := input.y }
        allow { input.x; data.authz.roles }
        """, ["3:18"]
      ),
      (
        """
        import rego.v1
        roles contains "a" if input.x
        allow if roles
        """, ["4:10"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other conditions pass",
    arguments: [
      """
      roles[x] { x := input.y }
      allow { roles["a"] }
      """,
      """
      ok { input.x }
      allow { ok }
      """,
      """
      roles[x] { x := input.y }
      allow { count(roles) > 0 }
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
