import Testing

@Suite struct UnreachableSelectorTests {
  @Test("a selector that those above cover is reported")
  func isFound() {
    let places = LintCase.places(
      "unreachable-selector",
      """
      operations:
        - name: all
          selector: ["api:.*"]
          policy: mrn:iam:policy:op
        - name: admin
          selector: ["api:admin:[a-z]+", "ops:.*"]
          policy: mrn:iam:policy:admin
      """)
    #expect(places == ["11:18"])
  }

  @Test("special cases above the general one are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "unreachable-selector",
      """
      operations:
        - name: admin
          selector: ["api:admin:[a-z]+", "ops:.*"]
          policy: mrn:iam:policy:admin
        - name: all
          selector: ["api:.*"]
          policy: mrn:iam:policy:op
      """)
    #expect(places.isEmpty)
  }
}
