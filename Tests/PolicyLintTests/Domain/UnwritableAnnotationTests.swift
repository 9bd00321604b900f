import Testing

@Suite struct UnwritableAnnotationTests {
  @Test("a value that JSON does not have is reported")
  func isFound() {
    let places = LintCase.places(
      "unwritable-annotation",
      """
      roles:
        - mrn: mrn:iam:role:r
          policy: mrn:iam:policy:p
          annotations:
            - name: limit
              value: .inf
      """)
    #expect(places == ["10:17"])
  }

  @Test("JSON values are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "unwritable-annotation",
      """
      roles:
        - mrn: mrn:iam:role:r
          policy: mrn:iam:policy:p
          annotations:
            - name: limit
              value: 1000000
      """)
    #expect(places.isEmpty)
  }
}
