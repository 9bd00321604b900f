import Testing

@Suite struct UndefinedInputTests {
  let rule = RegoRuleCases("undefined-input")

  @Test(
    "a part of the input that is never there is reported",
    arguments: [
      (#"allow { input.principle.sub == "a" }"#, ["2:9"]),
      (#"allow { input.ressource.id == "a" }"#, ["2:9"]),
      (#"allow { input.opertaion == "a" }"#, ["2:9"]),
      (#"allow { input.resource.name == "a" }"#, ["2:9"]),
      (#"allow { input.resource["type"] == "a" }"#, ["2:9"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "what may be there passes",
    arguments: [
      #"allow { input.principal.roles[_] == "a" }"#,
      "allow { input.resource.annotations.x == 1 }",
      #"allow { input.resource.id == "a"; input.context.y }"#,
      #"allow { input.tenant == "a" }"#,
      "allow { input.resource[_] == 1 }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
