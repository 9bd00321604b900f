import Testing

@Suite struct ImportShadowsRuleTests {
  let rule = RegoRuleCases("import-shadows-rule")

  @Test(
    "an import under the name of a rule is reported",
    arguments: [
      (
        """
        import data.lib.users
        users = 1
        """, ["2:1"]
      ),
      (
        """
        import data.lib as allow
        default allow = false
        """, ["2:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "an import beside rules of other names passes",
    arguments: [
      """
      import data.lib.users
      allow { users.x }
      """
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
