import Testing

@Suite struct EscapingAlternationTests {
  @Test("a bar outside of groups is reported")
  func isFound() {
    let places = LintCase.places(
      "escaping-alternation",
      """
      operations:
        - name: read
          selector: ["api:read|api:list"]
          policy: mrn:iam:policy:op
      """)
    #expect(places == ["8:18"])
  }

  @Test("bars in groups and classes are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "escaping-alternation",
      """
      operations:
        - name: read
          selector: ["(api:read|api:list)"]
          policy: mrn:iam:policy:op
        - name: write
          selector: ["api:write", "api:[|]"]
          policy: mrn:iam:policy:op
      """)
    #expect(places.isEmpty)
  }
}
