import Testing

@Suite struct UseStringsCountTests {
  let rule = RegoRuleCases("use-strings-count")

  @Test(
    "places that are only counted are reported",
    arguments: [
      (#"allow { count(indexof_n(input.x, "a")) > 1 }"#, ["2:9"])
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other counts pass",
    arguments: [
      #"allow { strings.count(input.x, "a") > 1 }"#,
      "allow { count(input.x) > 1 }",
      #"x = indexof_n(input.a, "b")"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
