import Testing

@Suite struct MissingResourceGroupTests {
  @Test("an entry without a group is reported")
  func isFound() {
    let places = LintCase.places(
      "missing-resource-group",
      """
      resources:
        - name: files
          selector: ["mrn:file:.*"]
      """)
    #expect(places == ["7:7"])
  }

  @Test("an entry with a group is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "missing-resource-group",
      """
      resources:
        - name: files
          selector: ["mrn:file:.*"]
          group: mrn:iam:resource-group:files
      """)
    #expect(places.isEmpty)
  }
}
