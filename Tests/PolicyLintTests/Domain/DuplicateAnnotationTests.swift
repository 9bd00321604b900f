import Testing

@Suite struct DuplicateAnnotationTests {
  @Test("the second annotation of one name is reported")
  func isFound() {
    let places = LintCase.places(
      "duplicate-annotation",
      """
      roles:
        - mrn: mrn:iam:role:r
          policy: mrn:iam:policy:p
          annotations:
            - name: level
              value: 1
            - name: level
              value: 2
      """)
    #expect(places == ["12:17"])
  }

  @Test("annotations of different names are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "duplicate-annotation",
      """
      roles:
        - mrn: mrn:iam:role:r
          policy: mrn:iam:policy:p
          annotations:
            - name: level
              value: 2
      """)
    #expect(places.isEmpty)
  }
}
