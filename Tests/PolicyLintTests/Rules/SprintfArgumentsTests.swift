import Testing

@Suite struct SprintfArgumentsTests {
  let rule = RegoRuleCases("sprintf-arguments")

  @Test(
    "a format that does not fit its values is reported",
    arguments: [
      (#"x = sprintf("%s:%s", [input.a])"#, ["2:5"]),
      (#"x = sprintf("a", [1])"#, ["2:5"]),
      (#"x = sprintf("%d", [1, 2])"#, ["2:5"]),
      (#"x = sprintf("%5.2f %%", [])"#, ["2:5"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "formats that fit, or say which value, pass",
    arguments: [
      #"x = sprintf("%s:%v", [1, 2])"#,
      #"x = sprintf("%%", [])"#,
      #"x = sprintf("%[1]s %[1]s", [1])"#,
      #"x = sprintf("%*d", [3, 1])"#,
      "x = sprintf(input.f, [1])",
      #"x = sprintf("%s %s", input.xs)"#,
      #"x = sprintf("%+5d|% x|%-8s", [1, 2, 3])"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
