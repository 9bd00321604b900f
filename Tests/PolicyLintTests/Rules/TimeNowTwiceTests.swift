import Testing

@Suite struct TimeNowTwiceTests {
  let rule = RegoRuleCases("time-now-twice")

  @Test(
    "a comparison of now with now is reported",
    arguments: [
      ("allow { time.now_ns() - time.now_ns() < 5 }", ["2:9"]),
      ("allow { start := time.now_ns(); time.now_ns() > start }", ["2:33"]),
      ("x = time.diff(time.now_ns(), time.now_ns())", ["2:5"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "comparisons with other times pass",
    arguments: [
      "allow { time.now_ns() > input.from; time.now_ns() < input.until }",
      "allow { now := time.now_ns(); now < input.exp }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
