import Testing

@Suite struct EmptyReferenceTests {
  @Test("empty entries are reported")
  func isFound() {
    let places = LintCase.places(
      "empty-reference",
      """
      policies:
        - mrn: mrn:iam:policy:p
          rego: package authz
          dependencies: [""]
      groups:
        - mrn: mrn:iam:group:g
          roles: [""]
      """)
    #expect(places == ["9:22", "12:15"])
  }

  @Test("full ones and absent lists are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "empty-reference",
      """
      policies:
        - mrn: mrn:iam:policy:p
          rego: package authz
      groups:
        - mrn: mrn:iam:group:g
          roles: [mrn:iam:role:r]
      """)
    #expect(places.isEmpty)
  }
}
