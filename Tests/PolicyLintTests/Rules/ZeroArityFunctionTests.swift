import Testing

@Suite struct ZeroArityFunctionTests {
  let rule = RegoRuleCases("zero-arity-function")

  @Test(
    "a function without parameters is reported",
    arguments: [
      ("allow() { input.x }", ["2:1"]),
      ("f() = 1", ["2:1"]),
      ("g( ) := 2 { input.x }", ["2:1"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "functions and rules pass",
    arguments: [
      "allow { input.x }",
      "f(x) = 1",
      #"p["a"] { input.x }"#,
      """
      allow = f(1)
      f(x) = x
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      ("allow() { input.x }", "allow { input.x }"),
      ("g( ) := 2 { input.x }", "g := 2 { input.x }"),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
