import Testing

@Suite struct UnusedResourceGroupTests {
  @Test("a group that nothing leads to is reported")
  func isFound() {
    let places = LintCase.places(
      "unused-resource-group",
      """
      resource-groups:
        - mrn: mrn:iam:resource-group:files
          policy: mrn:iam:policy:p
      """)
    #expect(places == ["7:12"])
  }

  @Test("a group of an entry is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "unused-resource-group",
      """
      resource-groups:
        - mrn: mrn:iam:resource-group:files
          policy: mrn:iam:policy:p
      resources:
        - name: files
          selector: ["mrn:file:.*"]
          group: mrn:iam:resource-group:files
      """)
    #expect(places.isEmpty)
  }
}
