import Testing

@Suite struct SeveralDefaultGroupsTests {
  @Test("a second default is reported")
  func isFound() {
    let places = LintCase.places(
      "several-default-groups",
      """
      resource-groups:
        - mrn: mrn:iam:resource-group:a
          policy: mrn:iam:policy:p
          default: true
        - mrn: mrn:iam:resource-group:b
          policy: mrn:iam:policy:p
          default: true
      """)
    #expect(places == ["10:12"])
  }

  @Test("one default is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "several-default-groups",
      """
      resource-groups:
        - mrn: mrn:iam:resource-group:a
          policy: mrn:iam:policy:p
          default: true
        - mrn: mrn:iam:resource-group:b
          policy: mrn:iam:policy:p
      """)
    #expect(places.isEmpty)
  }
}
