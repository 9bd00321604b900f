import Testing

@Suite struct UnusedOutputVariableTests {
  let rule = RegoRuleCases("unused-output-variable")

  @Test(
    "a variable in brackets that occurs once is reported",
    arguments: [
      (#"allow { input.roles[i] == "admin" }"#, ["2:21"]),
      ("allow { x := input.a[k].b[_]; x == 1 }", ["2:22"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "variables that are used, and what is no variable, pass",
    arguments: [
      "allow { input.a[i] == input.b[i] }",
      "allow { some i; input.a[i] == 1 }",
      """
      key = "x"
      allow { input.a[key] }
      """,
      """
      import data.names
      allow { input.a[names] }
      """,
      "f(i) = input.a[i]",
      #"allow { input.roles[_] == "admin" }"#,
      "p[x] { input.a[x] } { input.b[x] }",
      "p[i] = input.a[i] { true }",
      "allow { input.a[i] } else = i { i := 1 }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      (#"allow { input.roles[role] == "admin" }"#, #"allow { input.roles[_] == "admin" }"#)
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
