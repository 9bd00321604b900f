import Testing

@Suite struct SlashInNameTests {
  @Test("an MRN with a slash is reported")
  func isFound() {
    let places = LintCase.places(
      "slash-in-name",
      """
      policies:
        - mrn: mrn:iam:policy:a/b
          rego: package authz
      """)
    #expect(places == ["7:12"])
  }

  @Test("an MRN without one is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "slash-in-name",
      """
      policies:
        - mrn: mrn:iam:policy:a-b
          rego: package authz
      """)
    #expect(places.isEmpty)
  }
}
