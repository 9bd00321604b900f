import Testing

@Suite struct LeakedInternalReferenceTests {
  let rule = RegoRuleCases("leaked-internal-reference")

  @Test(
    "a name of another package that begins with `_` is reported",
    arguments: [
      (
        """
        import data.lib
        allow { lib._private }
        """, ["3:13"]
      ),
      ("allow { data.lib._f(input.x) }", ["2:18"]),
      (
        """
        import data.lib
        allow { lib._f(1) }
        """, ["3:13"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "public names, own names and members of input pass",
    arguments: [
      """
      import data.lib
      allow { lib.public }
      """,
      """
      _own = 1
      allow { _own }
      """,
      "allow { input._x }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
