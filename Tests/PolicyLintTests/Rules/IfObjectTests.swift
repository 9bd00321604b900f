import Testing

@Suite struct IfObjectTests {
  let rule = RegoRuleCases("if-object")

  @Test(
    "an object as a body is reported",
    arguments: [
      (
        """
        import rego.v1
        allow if {}
        """, ["3:10"]
      ),
      (
        """
        import rego.v1
        allow if {"a": input.x}
        """, ["3:10"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "bodies pass",
    arguments: [
      """
      import rego.v1
      allow if { input.x }
      """,
      """
      import rego.v1
      allow if input.x
      """,
      "allow { {} }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
