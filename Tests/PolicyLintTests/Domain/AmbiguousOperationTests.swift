import Testing

@Suite struct AmbiguousOperationTests {
  @Test("operations of two domains that match one text are reported with the text")
  func isFound() {
    let places = LintCase.places(
      "ambiguous-operation",
      """
      operations:
        - name: a
          selector: ["api:.*"]
          policy: mrn:iam:policy:a
      """,
      """
      operations:
        - name: b
          selector: [".*:read"]
          policy: mrn:iam:policy:b
      """)
    #expect(places == ["8:18"])
  }

  @Test("domains with operations of their own are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "ambiguous-operation",
      """
      operations:
        - name: a
          selector: ["api:.*"]
          policy: mrn:iam:policy:a
      """,
      """
      operations:
        - name: b
          selector: ["ops:.*"]
          policy: mrn:iam:policy:b
      """)
    #expect(places.isEmpty)
  }
}
