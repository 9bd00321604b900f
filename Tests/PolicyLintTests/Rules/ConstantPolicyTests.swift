import Testing

@Suite struct ConstantPolicyTests {
  let rule = RegoRuleCases("constant-policy").policy(.identity)

  @Test(
    "a policy of one constant is reported",
    arguments: [
      ("allow = true", ["2:1"]),
      ("allow = false", ["2:1"]),
      ("default allow = false", ["2:1"]),
      ("allow { true }", ["2:1"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "policies with conditions pass",
    arguments: [
      "allow { input.x }",
      """
      default allow = false
      allow { input.x }
      """,
      "allow = 1",
      "allow = input.x",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}

extension ConstantPolicyTests {
  @Test("an operation that asks nothing is reported, one that leaves it to the other phases is not")
  func findsOperations() throws {
    let operations = RegoRuleCases("constant-policy").policy(.operation)
    #expect(
      try operations.messages("allow = 1") == ["the policy grants every request outright, without the other phases"])
    #expect(try operations.messages("allow = -1") == ["the policy denies every request outright"])
    #expect(try operations.messages("allow = 0") == [])
  }
}
