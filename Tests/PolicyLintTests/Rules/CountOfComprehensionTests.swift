import Testing

@Suite struct CountOfComprehensionTests {
  let rule = RegoRuleCases("count-of-comprehension")

  @Test(
    "a comprehension that is only counted against none is reported",
    arguments: [
      ("allow { count([x | x := input.y[_]; x > 1]) > 0 }", ["2:9"]),
      ("allow { count({x | x := input.y[_]}) == 0 }", ["2:9"]),
      ("allow { xs := [x | x := input.y[_]]; count(xs) != 0 }", ["2:38"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other counts pass",
    arguments: [
      "allow { count([x | x := input.y[_]]) > 1 }",
      "allow { count(input.x) > 0 }",
      "allow { xs := [x | x := input.y[_]]; count(xs) > 0; xs[0] == 1 }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
