import Testing

@Suite struct MixedResultTypesTests {
  @Test("a policy for both is reported")
  func isFound() {
    let places = LintCase.places(
      "mixed-result-types",
      """
      policies:
        - mrn: mrn:iam:policy:p
          rego: package authz
      roles:
        - mrn: mrn:iam:role:r
          policy: mrn:iam:policy:p
      operations:
        - name: all
          selector: [".*"]
          policy: mrn:iam:policy:p
      """)
    #expect(places == ["7:12"])
  }

  @Test("a policy for each is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "mixed-result-types",
      """
      policies:
        - mrn: mrn:iam:policy:op
          rego: package authz
        - mrn: mrn:iam:policy:p
          rego: package authz
      roles:
        - mrn: mrn:iam:role:r
          policy: mrn:iam:policy:p
      operations:
        - name: all
          selector: [".*"]
          policy: mrn:iam:policy:op
      """)
    #expect(places.isEmpty)
  }
}
