import Testing

@Suite struct RedundantExistenceCheckTests {
  let rule = RegoRuleCases("redundant-existence-check")

  @Test(
    "a row that asks for what the next one needs is reported",
    arguments: [
      (#"allow { input.user; input.user.name == "a" }"#, ["2:9"]),
      (#"allow { input.x.y; startswith(input.x.y.z, "a") }"#, ["2:9"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other rows pass",
    arguments: [
      #"allow { input.user; input.user == "a" }"#,
      "allow { input.user; not input.user.blocked }",
      "allow { input.user; input.users.x == 1 }",
      "allow { input.user; count([x | x := input.user.y[_]]) == 0 }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
