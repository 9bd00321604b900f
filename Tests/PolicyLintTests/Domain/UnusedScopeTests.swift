import Testing

@Suite struct UnusedScopeTests {
  @Test("a scope that no Rego names is reported")
  func isFound() {
    let places = LintCase.places(
      "unused-scope",
      """
      scopes:
        - mrn: mrn:iam:scope:read
          policy: mrn:iam:policy:p
      """)
    #expect(places == ["7:12"])
  }

  @Test("a scope that a mapper names is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "unused-scope",
      """
      scopes:
        - mrn: mrn:iam:scope:read
          policy: mrn:iam:policy:p
      mappers:
        - name: m
          selector: [".*"]
          rego: |
            package mapper
            porc = {"principal": {"scopes": ["mrn:iam:scope:read"]}}
      """)
    #expect(places.isEmpty)
  }
}
