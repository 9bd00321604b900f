import Testing

@Suite struct ShadowedResourceTests {
  @Test("entries of two domains that match one MRN are reported")
  func isFound() {
    let places = LintCase.places(
      "shadowed-resource",
      """
      resources:
        - name: a
          selector: ["mrn:file:.*"]
          group: mrn:iam:resource-group:a
      """,
      """
      resources:
        - name: b
          selector: ["mrn:.*"]
          group: mrn:iam:resource-group:b
      """)
    #expect(places == ["8:18"])
  }

  @Test("entries that share nothing are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "shadowed-resource",
      """
      resources:
        - name: a
          selector: ["mrn:file:.*"]
          group: mrn:iam:resource-group:a
      """,
      """
      resources:
        - name: b
          selector: ["mrn:db:.*"]
          group: mrn:iam:resource-group:b
      """)
    #expect(places.isEmpty)
  }
}
