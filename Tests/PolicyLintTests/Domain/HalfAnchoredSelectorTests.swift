import Testing

@Suite struct HalfAnchoredSelectorTests {
  @Test("one anchor beside plain text is reported")
  func isFound() {
    let places = LintCase.places(
      "half-anchored-selector",
      """
      operations:
        - name: api
          selector: ["^api", ":read$"]
          policy: mrn:iam:policy:op
      """)
    #expect(places == ["8:18", "8:26"])
  }

  @Test("both anchors, and open ends, are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "half-anchored-selector",
      """
      operations:
        - name: api
          selector: ["api.*", ".*:read", "^whole$", "^begin.*", ".*end$"]
          policy: mrn:iam:policy:op
      """)
    #expect(places.isEmpty)
  }
}
