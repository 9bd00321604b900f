import Testing

@Suite struct ImportRegoV1Tests {
  let rule = RegoRuleCases("import-rego-v1")

  @Test(
    "a v0 module that is valid v1 is reported",
    arguments: [
      (
        """
        import future.keywords
        allow if input.x
        """, ["2:1"]
      ),
      (
        """
        import data.x
        import future.keywords.if
        import future.keywords.in
        allow if input.y in x
        """, ["3:1"]
      ),
      (
        """
        import future.keywords.contains
        p contains 1
        """, ["2:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "what says it, or is not v1, passes",
    arguments: [
      """
      import rego.v1
      allow if input.x
      """,
      "allow { input.x }",
      """
      import future.keywords.in
      allow { 1 in input.x }
      """,
      "allow = true",
      """
      import future.keywords.if
      allow if any([input.x])
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
        import future.keywords
        allow if input.x
        """,
        """
        import rego.v1
        allow if input.x
        """
      ),
      (
        """
        import data.x
        import future.keywords.if
        import future.keywords.in
        allow if input.y in x
        """,
        """
        import data.x
        import rego.v1
        allow if input.y in x
        """
      ),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
