import Testing

@Suite struct MissingDefaultGroupTests {
  @Test("groups without a default are reported")
  func isFound() {
    let places = LintCase.places(
      "missing-default-group",
      """
      resource-groups:
        - mrn: mrn:iam:resource-group:files
          policy: mrn:iam:policy:p
      """)
    #expect(places == ["7:7"])
  }

  @Test("a default is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "missing-default-group",
      """
      resource-groups:
        - mrn: mrn:iam:resource-group:files
          policy: mrn:iam:policy:p
          default: true
      """)
    #expect(places.isEmpty)
  }
}
