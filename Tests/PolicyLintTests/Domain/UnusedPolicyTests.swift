import Testing

@Suite struct UnusedPolicyTests {
  @Test("a policy that nothing refers to is reported")
  func isFound() {
    let places = LintCase.places(
      "unused-policy",
      """
      policies:
        - mrn: mrn:iam:policy:old
          rego: package authz
      """)
    #expect(places == ["7:12"])
  }

  @Test("a policy of an operation is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "unused-policy",
      """
      policies:
        - mrn: mrn:iam:policy:op
          rego: package authz
      operations:
        - name: all
          selector: [".*"]
          policy: mrn:iam:policy:op
      """)
    #expect(places.isEmpty)
  }
}
