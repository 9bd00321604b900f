import Testing

@Suite struct UseAssignmentOperatorTests {
  let rule = RegoRuleCases("use-assignment-operator")

  @Test(
    "`=` in a head is reported at the sign",
    arguments: [
      ("default allow = false", ["2:15"]),
      ("allow = true { input.x }", ["2:7"]),
      ("f(x) = y { y := x }", ["2:6"]),
      ("allow = 1 { input.x } else = 2 { input.y }", ["2:7", "2:28"]),
      ("p[x] = 1 { input.y[x] }", ["2:6"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "`:=` and heads without a value pass",
    arguments: [
      "default allow := false",
      "allow { input.x }",
      "p[x] { input.y[x] }",
      "f(x) := x",
      "allow { x = input.y; x == 1 }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      ("default allow = false", "default allow := false"),
      ("allow   =true { input.x } else=2 { true }", "allow   :=true { input.x } else:=2 { true }"),
      ("f(x) = (x + 1)", "f(x) := (x + 1)"),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
