import Testing

@Suite struct RedundantAliasTests {
  let rule = RegoRuleCases("redundant-alias")

  @Test(
    "an alias that is the last part of the path is reported",
    arguments: [
      ("import data.lib.users as users", ["2:1"]),
      ("import input.principal as principal", ["2:1"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "an alias that is another name passes",
    arguments: [
      "import data.lib.users as people",
      "import data.lib.users",
      "import input as request",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      ("import data.lib.users as users", "import data.lib.users"),
      ("import data.users as   users # all", "import data.users # all"),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
