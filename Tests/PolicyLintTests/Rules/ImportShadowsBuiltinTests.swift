import Testing

@Suite struct ImportShadowsBuiltinTests {
  let rule = RegoRuleCases("import-shadows-builtin")

  @Test(
    "an import under the name of a built-in is reported",
    arguments: [
      ("import data.lib.http", ["2:1"]),
      ("import data.lib.count", ["2:1"]),
      ("import data.numbers as sum", ["2:1"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other names pass",
    arguments: [
      "import data.lib.users",
      "import data.http as web",
      "import rego.v1",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
