import Testing

@Suite struct SeveralMappersTests {
  @Test("a second mapper is reported")
  func isFound() {
    let places = LintCase.places(
      "several-mappers",
      """
      mappers:
        - name: a
          selector: [".*"]
          rego: package mapper
        - name: b
          selector: [".*"]
          rego: package mapper
      """)
    #expect(places == ["10:13"])
  }

  @Test("one mapper is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "several-mappers",
      """
      mappers:
        - name: a
          selector: [".*"]
          rego: package mapper
      """)
    #expect(places.isEmpty)
  }
}
