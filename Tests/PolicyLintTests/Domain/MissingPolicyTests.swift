import Testing

@Suite struct MissingPolicyTests {
  @Test("entries without a policy are reported")
  func isFound() {
    let places = LintCase.places(
      "missing-policy",
      """
      roles:
        - mrn: mrn:iam:role:r
          policy: ""
      operations:
        - name: read
          selector: ["api:read"]
      """)
    #expect(places == ["8:15", "10:7"])
  }

  @Test("entries with a policy are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "missing-policy",
      """
      roles:
        - mrn: mrn:iam:role:r
          policy: mrn:iam:policy:p
      operations:
        - name: read
          selector: ["api:read"]
          policy: mrn:iam:policy:op
      """)
    #expect(places.isEmpty)
  }
}
