import Testing

@Suite struct BooleanComparisonTests {
  let rule = RegoRuleCases("boolean-comparison")

  @Test(
    "a comparison of what is a boolean with `true` is reported",
    arguments: [
      (#"allow { startswith(input.x, "a") == true }"#, ["2:9"]),
      ("allow { true == is_string(input.x) }", ["2:9"]),
      (
        """
        default admin = false
        admin { input.x }
        allow { admin == true }
        """, ["4:9"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "comparisons that say something pass",
    arguments: [
      "allow { input.x == true }",
      #"allow { startswith(input.x, "a") == false }"#,
      #"allow { startswith(input.x, "a") }"#,
      """
      admin = 1
      allow { admin == true }
      """,
      "allow { x := input.y; x == true }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      (#"allow { startswith(input.x, "a") == true }"#, #"allow { startswith(input.x, "a") }"#),
      ("allow { true == is_string(input.x) }", "allow { is_string(input.x) }"),
      (
        """
        default admin = false
        admin { input.x }
        allow { admin==true }
        """,
        """
        default admin = false
        admin { input.x }
        allow { admin }
        """
      ),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
