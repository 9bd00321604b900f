import Testing

@Suite struct WalkNoPathTests {
  let rule = RegoRuleCases("walk-no-path")

  @Test(
    "a path that nothing uses is reported",
    arguments: [
      ("allow { walk(input.x, [path, value]); value == 1 }", ["2:24"]),
      ("allow { [p, v] = walk(input.x); v == 1 }", ["2:10"]),
      ("allow { [p, v] := walk(input.x); v == 1 }", ["2:10"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "paths that are used, and `_`, pass",
    arguments: [
      #"allow { walk(input.x, [path, value]); value == 1; path[0] == "a" }"#,
      "allow { walk(input.x, [_, value]); value == 1 }",
      "allow { walk(input.x) }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      ("allow { walk(input.x, [path, value]); value == 1 }", "allow { walk(input.x, [_, value]); value == 1 }")
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
