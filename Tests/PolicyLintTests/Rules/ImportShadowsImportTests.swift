import Testing

@Suite struct ImportShadowsImportTests {
  let rule = RegoRuleCases("import-shadows-import")

  @Test(
    "two imports of one name are reported at the second",
    arguments: [
      (
        """
        import data.a.users
        import data.b.users
        """, ["3:1"]
      ),
      (
        """
        import data.a as x
        import data.b as x
        """, ["3:1"]
      ),
      (
        """
        import data.a
        import data.a
        """, ["3:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "imports of different names pass",
    arguments: [
      """
      import data.a.users
      import data.b.users as others
      """,
      """
      import future.keywords.in
      import future.keywords.if
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
