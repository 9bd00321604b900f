import Testing

@Suite struct UnusedGroupTests {
  @Test("a group that no Rego names is reported")
  func isFound() {
    let places = LintCase.places(
      "unused-group",
      """
      groups:
        - mrn: mrn:iam:group:finance
          roles: [mrn:iam:role:auditor]
      """)
    #expect(places == ["7:12"])
  }

  @Test("a group that a mapper names is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "unused-group",
      """
      groups:
        - mrn: mrn:iam:group:finance
          roles: [mrn:iam:role:auditor]
      mappers:
        - name: m
          selector: [".*"]
          rego: |
            package mapper
            porc = {"principal": {"mgroups": ["mrn:iam:group:finance"]}}
      """)
    #expect(places.isEmpty)
  }
}
