import Testing

@Suite struct NotEqualsInLoopTests {
  let rule = RegoRuleCases("not-equals-in-loop")

  @Test(
    "`!=` with every element of a collection is reported",
    arguments: [
      (#"allow { input.roles[_] != "admin" }"#, ["2:9"]),
      (#"deny { "x" != input.groups[_].name }"#, ["2:8"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "comparisons of one value, and negated loops, pass",
    arguments: [
      #"allow { not input.roles[_] != "admin" }"#,
      #"allow { input.role != "admin" }"#,
      "allow { some i; input.a[i] != input.b[i] }",
      #"allow { input.roles[_] == "admin" }"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
