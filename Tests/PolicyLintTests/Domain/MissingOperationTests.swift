import Testing

@Suite struct MissingOperationTests {
  @Test("domains without operations are reported")
  func isFound() {
    let places = LintCase.places(
      "missing-operation",
      """
      roles:
        - mrn: mrn:iam:role:r
          policy: mrn:iam:policy:p
      """)
    #expect(places == ["4:9"])
  }

  @Test("one operation is enough")
  func isQuiet() {
    let places = LintCase.places(
      "missing-operation",
      """
      roles:
        - mrn: mrn:iam:role:r
          policy: mrn:iam:policy:p
      operations:
        - name: all
          selector: [".*"]
          policy: mrn:iam:policy:op
      """)
    #expect(places.isEmpty)
  }
}
