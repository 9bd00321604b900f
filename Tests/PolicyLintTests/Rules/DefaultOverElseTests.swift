import Testing

@Suite struct DefaultOverElseTests {
  let rule = RegoRuleCases("default-over-else")

  @Test(
    "a last `else` without conditions is reported",
    arguments: [
      ("x = 1 { input.a } else = 2", ["2:19"]),
      ("x = 1 { input.a } else = 3 { input.b } else = 2 { true }", ["2:40"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "conditions, functions and rules with several definitions pass",
    arguments: [
      "x = 1 { input.a } else = 2 { input.b }",
      "f(y) = 1 { y == 1 } else = 2",
      """
      x = 1 { input.a } else = 2
      x = 3 { input.c }
      """,
      "x = 1 { input.a } else = input.z",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
