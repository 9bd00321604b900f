import Testing

@Suite struct MissingAllowTests {
  let rule = RegoRuleCases("missing-allow")

  @Test(
    "a policy that cannot be asked is reported at its package",
    arguments: [
      (
        """
        package policies
        allow = true
        """, ["1:1"]
      ),
      (
        """
        package authz.sub
        allow = true
        """, ["1:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "a policy with `allow` passes",
    arguments: [
      "allow = true",
      "default allow = false",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}

extension MissingAllowTests {
  @Test("a policy without a rule `allow` is reported, a library is not")
  func findsMissingRule() throws {
    #expect(try rule.messages("other = 1") == ["the policy has no rule `allow`: it denies every request"])
    var library = rule
    library.kind = .library
    #expect(try library.messages("package lib\nother = 1") == [])
  }
}
