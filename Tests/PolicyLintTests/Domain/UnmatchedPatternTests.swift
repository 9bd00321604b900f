import Testing

@Suite struct UnmatchedPatternTests {
  @Test("a pattern that no role fits is reported")
  func isFound() {
    let places = LintCase.places(
      "unmatched-pattern",
      """
      policies:
        - mrn: mrn:iam:policy:p
          rego: |
            package authz
            allow { glob.match("mrn:iam:role:admin-*", [], input.principal.mroles[_]) }
      roles:
        - mrn: mrn:iam:role:admin
          policy: mrn:iam:policy:p
      """)
    #expect(places == ["10:28"])
  }

  @Test("a pattern that a role fits is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "unmatched-pattern",
      """
      policies:
        - mrn: mrn:iam:policy:p
          rego: |
            package authz
            allow { glob.match("mrn:iam:role:adm*", [], input.principal.mroles[_]) }
      roles:
        - mrn: mrn:iam:role:admin
          policy: mrn:iam:policy:p
      """)
    #expect(places.isEmpty)
  }
}
