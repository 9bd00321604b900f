import Testing

@Suite struct RepeatedReferenceTests {
  @Test("the second of two equal entries is reported")
  func isFound() {
    let places = LintCase.places(
      "repeated-reference",
      """
      groups:
        - mrn: mrn:iam:group:g
          roles: [mrn:iam:role:a, mrn:iam:role:b, mrn:iam:role:a]
      """)
    #expect(places == ["8:47"])
  }

  @Test("different entries are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "repeated-reference",
      """
      groups:
        - mrn: mrn:iam:group:g
          roles: [mrn:iam:role:a, mrn:iam:role:b]
      """)
    #expect(places.isEmpty)
  }
}
