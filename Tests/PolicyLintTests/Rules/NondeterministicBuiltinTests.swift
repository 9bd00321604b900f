import Testing

@Suite struct NondeterministicBuiltinTests {
  let rule = RegoRuleCases("nondeterministic-builtin")

  @Test(
    "a call that answers differently each time is reported",
    arguments: [
      ("allow { time.now_ns() < input.exp }", ["2:9"]),
      (#"x = rand.intn("a", 2)"#, ["2:5"]),
      (#"x = uuid.rfc4122("k")"#, ["2:5"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "other calls pass",
    arguments: [
      "x = time.parse_rfc3339_ns(input.t)"
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
