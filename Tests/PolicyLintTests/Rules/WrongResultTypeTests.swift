import PolicyLint
import Testing

@Suite struct WrongResultTypeTests {
  let rule = RegoRuleCases("wrong-result-type").policy(.operation)

  @Test(
    "an answer that an operation does not take is reported",
    arguments: [
      ("allow { input.x }", ["2:1"]),
      (
        """
        default allow = false
        allow = true { input.x }
        """, ["2:1", "3:1"]
      ),
      (
        """
        default allow = 0
        allow = "1" { input.x }
        """, ["3:1"]
      ),
      ("allow = 1.5", ["2:1"]),
      ("allow[x] { x := input.y }", ["2:1"]),
      (
        """
        default allow = 0
        allow { input.x }
        """, ["3:1"]
      ),
      ("allow = 1 { input.x } else = false { input.y }", ["2:23"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "integers, and what the text does not tell, pass",
    arguments: [
      "allow = 2.0",
      """
      default allow = 0
      allow = 1 { input.x }
      """,
      "allow = -1",
      "allow = input.level",
      "allow = x { x := input.y }",
      "allow = count(input.x)",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}

extension WrongResultTypeTests {
  @Test("an answer that the other phases do not take is reported", arguments: ["allow = 1", "allow = 0 { input.x }"])
  func findsNumbers(_ text: String) throws {
    for phase in [LintedModule.Phase.identity, .resource, .scope] {
      #expect(try RegoRuleCases("wrong-result-type").policy(phase).places(text) == ["2:1"])
      #expect(try RegoRuleCases("wrong-result-type").policy(phase).places("allow { input.x }") == [])
    }
  }

  @Test("policies that nothing uses, and those of both kinds, are others' concern")
  func passesUnknown() throws {
    #expect(try RegoRuleCases("wrong-result-type").places("allow = 1") == [])
    #expect(try RegoRuleCases("wrong-result-type").policy(.operation, .scope).places("allow = 1") == [])
  }
}
