import Testing

@Suite struct IneffectiveDefaultTests {
  @Test("a default scope is reported")
  func isFound() {
    let places = LintCase.places(
      "ineffective-default",
      """
      scopes:
        - mrn: mrn:iam:scope:s
          policy: mrn:iam:policy:p
          default: true
      """)
    #expect(places == ["7:12"])
  }

  @Test("a default resource group is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "ineffective-default",
      """
      resource-groups:
        - mrn: mrn:iam:resource-group:g
          policy: mrn:iam:policy:p
          default: true
      """)
    #expect(places.isEmpty)
  }
}
