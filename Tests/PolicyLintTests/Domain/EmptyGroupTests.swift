import Testing

@Suite struct EmptyGroupTests {
  @Test("a group with nothing in it is reported")
  func isFound() {
    let places = LintCase.places(
      "empty-group",
      """
      groups:
        - mrn: mrn:iam:group:g
          roles: []
      """)
    #expect(places == ["7:12"])
  }

  @Test("groups with roles or annotations are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "empty-group",
      """
      groups:
        - mrn: mrn:iam:group:g
          roles: [mrn:iam:role:a]
        - mrn: mrn:iam:group:h
          annotations:
            - name: tier
              value: gold
      """)
    #expect(places.isEmpty)
  }
}
