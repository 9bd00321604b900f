import Testing

@Suite struct WildcardKeyTests {
  let rule = RegoRuleCases("wildcard-key")

  @Test(
    "a key that is dropped is reported",
    arguments: [
      (
        """
        import rego.v1
        allow if { some _, x in input.y; x == 1 }
        """, ["3:17"]
      ),
      (
        """
        import rego.v1
        allow if _, 1 in input.y
        """, ["3:10"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "keys that are used pass",
    arguments: [
      """
      import rego.v1
      allow if { some i, x in input.y; x == i }
      """,
      """
      import rego.v1
      allow if { some x in input.y; x == 1 }
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
        allow if { some _, x in input.y; x == 1 }
        """,
        """
        import rego.v1
        allow if { some x in input.y; x == 1 }
        """
      ),
      (
        """
        import rego.v1
        allow if _, 1 in input.y
        """,
        """
        import rego.v1
        allow if 1 in input.y
        """
      ),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
