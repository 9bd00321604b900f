import Testing

@Suite struct UnusedRoleTests {
  @Test("a role in no group that no Rego names is reported")
  func isFound() {
    let places = LintCase.places(
      "unused-role",
      """
      roles:
        - mrn: mrn:iam:role:auditor
          policy: mrn:iam:policy:p
      """)
    #expect(places == ["7:12"])
  }

  @Test("a role in a group is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "unused-role",
      """
      roles:
        - mrn: mrn:iam:role:auditor
          policy: mrn:iam:policy:p
      groups:
        - mrn: mrn:iam:group:finance
          roles: [mrn:iam:role:auditor]
      """)
    #expect(places.isEmpty)
  }
}
