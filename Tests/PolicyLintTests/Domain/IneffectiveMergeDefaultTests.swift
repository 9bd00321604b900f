import Testing

@Suite struct IneffectiveMergeDefaultTests {
  @Test("a default for merging is reported")
  func isFound() {
    let places = LintCase.places(
      "ineffective-merge-default",
      """
      annotation-defaults:
        merge: union
      """)
    #expect(places == ["7:12"])
  }

  @Test("a strategy at the annotation is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "ineffective-merge-default",
      """
      groups:
        - mrn: mrn:iam:group:g
          annotations:
            - name: tags
              value: [a]
              merge: union
      """)
    #expect(places.isEmpty)
  }
}
