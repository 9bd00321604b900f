import Testing

@Suite struct ImportInputTests {
  let rule = RegoRuleCases("import-input")

  @Test(
    "an import of part of input is reported",
    arguments: [
      ("import input.request", ["2:1"]),
      (
        """
        import data.lib
        import input.principal as who
        """, ["3:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other imports pass",
    arguments: [
      "import data.lib",
      "import input",
      "import rego.v1",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
