import Testing

@Suite struct UnusedImportTests {
  let rule = RegoRuleCases("unused-import")

  @Test(
    "an import that nothing uses is reported",
    arguments: [
      (
        """
        import data.lib.users
        allow { input.x }
        """, ["2:1"]
      ),
      (
        """
        import data.a
        import data.b as c
        allow { a.x }
        """, ["3:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "imports that are used pass",
    arguments: [
      """
      import data.lib
      allow { lib.is_admin(input) }
      """,
      """
      import data.lib
      allow { lib.x }
      """,
      """
      import data.lib as l
      allow { l["x"] }
      """,
      """
      import rego.v1
      allow if input.x
      """,
      """
      import data.lib
      p = [x | x := lib.y]
      """,
      """
      import data.lib
      allow { x := lib }
      """,
      """
      import input.principal
      allow { principal.sub }
      """,
      """
      import data.lib
      default allow = false
      allow { input.x } else = false { lib.y }
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
        import data.a
        import data.b
        allow { a.x }
        """,
        """
        import data.a
        allow { a.x }
        """
      )
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
