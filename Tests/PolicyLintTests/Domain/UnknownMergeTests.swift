import Testing

@Suite struct UnknownMergeTests {
  @Test("a strategy that there is not is reported")
  func isFound() {
    let places = LintCase.places(
      "unknown-merge",
      """
      groups:
        - mrn: mrn:iam:group:g
          roles: [mrn:iam:role:r]
          annotations:
            - name: tags
              value: [a]
              merge: unoin
      """)
    #expect(places == ["12:18"])
  }

  @Test("strategies that there are, and none, are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "unknown-merge",
      """
      groups:
        - mrn: mrn:iam:group:g
          roles: [mrn:iam:role:r]
          annotations:
            - name: tags
              value: [a]
              merge: union
      """)
    #expect(places.isEmpty)
  }
}
