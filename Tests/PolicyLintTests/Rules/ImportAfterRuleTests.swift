import Testing

@Suite struct ImportAfterRuleTests {
  let rule = RegoRuleCases("import-after-rule")

  @Test(
    "an import below a rule is reported",
    arguments: [
      (
        """
        allow = true
        import data.lib
        """, ["3:1"]
      )
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "imports above all rules pass",
    arguments: [
      """
      import data.lib
      allow { lib.x }
      """,
      "import data.lib",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
