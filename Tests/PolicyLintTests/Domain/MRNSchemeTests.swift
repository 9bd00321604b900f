import Testing

@Suite struct MRNSchemeTests {
  @Test("MRNs of another form are reported")
  func isFound() {
    let places = LintCase.places(
      "mrn-scheme",
      """
      roles:
        - mrn: admin
          policy: mrn:iam:policy:p
        - mrn: "mrn:iam::admin"
          policy: mrn:iam:policy:p
        - mrn: "mrn:iam:role:the admin"
          policy: mrn:iam:policy:p
      """)
    #expect(places == ["7:12", "9:12", "11:12"])
  }

  @Test("MRNs of the form are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "mrn-scheme",
      """
      roles:
        - mrn: mrn:iam:role:admin
          policy: mrn:iam:policy:p
      """)
    #expect(places.isEmpty)
  }
}
