import Testing

@Suite struct UnknownKeyTests {
  @Test("a key that nobody reads is reported with the one that was meant")
  func isFound() {
    let places = LintCase.places(
      "unknown-key",
      """
      operations:
        - name: read
          selectors: ["api:read"]
          policy: mrn:iam:policy:op
      """)
    #expect(places == ["8:7"])
  }

  @Test("known keys are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "unknown-key",
      """
      operations:
        - name: read
          selector: ["api:read"]
          policy: mrn:iam:policy:op
      """)
    #expect(places.isEmpty)
  }
}
