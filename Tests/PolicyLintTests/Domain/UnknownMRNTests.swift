import Testing

@Suite struct UnknownMRNTests {
  @Test("a misspelt role in Rego is reported")
  func isFound() {
    let places = LintCase.places(
      "unknown-mrn",
      """
      policies:
        - mrn: mrn:iam:policy:p
          rego: |
            package authz
            allow { input.principal.mroles[_] == "mrn:iam:role:admn" }
      roles:
        - mrn: mrn:iam:role:admin
          policy: mrn:iam:policy:p
      """)
    #expect(places == ["10:46"])
  }

  @Test("defined roles, beginnings and comments are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "unknown-mrn",
      """
      policies:
        - mrn: mrn:iam:policy:p
          rego: |
            package authz
            # not "mrn:iam:role:admn"
            allow { input.principal.mroles[_] == "mrn:iam:role:admin" }
            allow { startswith(input.x, "mrn:iam:role:") }
      roles:
        - mrn: mrn:iam:role:admin
          policy: mrn:iam:policy:p
      """)
    #expect(places.isEmpty)
  }
}
