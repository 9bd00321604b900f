import Testing

@Suite struct MRNKindTests {
  @Test("an MRN of another kind than its section is reported")
  func isFound() {
    let places = LintCase.places(
      "mrn-kind",
      """
      roles:
        - mrn: mrn:iam:scope:read
          policy: mrn:iam:policy:p
      """)
    #expect(places == ["7:12"])
  }

  @Test("MRNs of the kind of their section are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "mrn-kind",
      """
      scopes:
        - mrn: mrn:iam:scope:read
          policy: mrn:iam:policy:p
      """)
    #expect(places.isEmpty)
  }
}
