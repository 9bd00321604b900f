import Testing

@Suite struct UseUnionOfManyTests {
  let rule = RegoRuleCases("use-union-of-many")

  @Test(
    "a union of a union is reported",
    arguments: [
      ("x = object.union(object.union(input.a, input.b), input.c)", ["2:5"]),
      ("x = object.union(input.a, object.union(input.b, input.c))", ["2:5"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "one union passes",
    arguments: [
      "x = object.union(input.a, input.b)",
      "x = object.union_n([input.a, input.b, input.c])",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
