import Testing

@Suite struct SingleItemInTests {
  let rule = RegoRuleCases("single-item-in")

  @Test(
    "`in` with one member is reported",
    arguments: [
      (
        """
        import rego.v1
        allow if input.x in {"a"}
        """, ["3:10"]
      ),
      (
        """
        import rego.v1
        allow if not input.x in ["a"]
        """, ["3:10"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "several members, and members that are computed, pass",
    arguments: [
      """
      import rego.v1
      allow if input.x in {"a", "b"}
      """,
      """
      import rego.v1
      allow if input.x in [input.y]
      """,
      """
      import rego.v1
      allow if input.x in input.y
      """,
      """
      import rego.v1
      allow if { some x in ["a"]; x == input.y }
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
        allow if input.x in {"a"}
        """,
        """
        import rego.v1
        allow if input.x == "a"
        """
      ),
      (
        """
        import rego.v1
        allow if not input.x in [ "a" ]
        """,
        """
        import rego.v1
        allow if not input.x == "a"
        """
      ),
      (
        """
        import rego.v1
        allow if 1 in input.x in [true]
        """,
        """
        import rego.v1
        allow if 1 in input.x in [true]
        """
      ),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
