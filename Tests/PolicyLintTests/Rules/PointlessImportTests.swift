import Testing

@Suite struct PointlessImportTests {
  let rule = RegoRuleCases("pointless-import")

  @Test(
    "an import of a whole document or of the own package is reported",
    arguments: [
      ("import input", ["2:1"]),
      ("import data", ["2:1"]),
      ("import data.authz", ["2:1"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "imports that bring something pass",
    arguments: [
      "import data.lib",
      "import input as request",
      "import rego.v1",
      "import input.principal",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
