import Testing

@Suite struct DeprecatedBuiltinTests {
  let rule = RegoRuleCases("deprecated-builtin")

  @Test(
    "a call of a deprecated built-in is reported at its name",
    arguments: [
      (#"allow { re_match("a", input.x) }"#, ["2:9"]),
      ("allow { any([input.x]) }", ["2:9"]),
      ("x = set_diff({1}, {2})", ["2:5"]),
      (#"allow { net.cidr_overlap("10.0.0.0/8", input.ip) }"#, ["2:9"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "their successors, and rules of those names, pass",
    arguments: [
      #"allow { regex.match("a", input.x) }"#,
      """
      any(x) { x[_] }
      allow { any(input.x) }
      """,
      "allow { input.all }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      (#"allow { re_match("a", input.x) }"#, #"allow { regex.match("a", input.x) }"#),
      (
        #"allow { net.cidr_overlap("10.0.0.0/8", input.ip); all([true]) }"#,
        #"allow { net.cidr_contains("10.0.0.0/8", input.ip); all([true]) }"#
      ),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
