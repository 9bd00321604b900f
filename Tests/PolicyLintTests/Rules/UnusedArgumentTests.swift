import Testing

@Suite struct UnusedArgumentTests {
  let rule = RegoRuleCases("unused-argument")

  @Test(
    "a parameter that its function does not use is reported",
    arguments: [
      ("f(x, y) = x", ["2:6"]),
      ("is_admin(user) { input.admin }", ["2:10"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "parameters that are used, and `_`, pass",
    arguments: [
      "f(x, _) = x",
      "f(x) { x == 1 }",
      "f([x, y]) = x",
      "f(x) = 1 { x == 1 } else = 2 { x == 2 }",
      """
      default f(x) = 1
      f(x) = 2 { x == 3 }
      """,
      "f(x) { x == 1 } { x == 2 }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      ("f(x, y) = x", "f(x, _) = x")
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
