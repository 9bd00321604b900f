import Testing

@Suite struct OverlappingOperationsTests {
  @Test("selectors that cross are reported")
  func isFound() {
    let places = LintCase.places(
      "overlapping-operations",
      """
      operations:
        - name: read
          selector: [".*:read"]
          policy: mrn:iam:policy:read
        - name: admin
          selector: ["admin:.*"]
          policy: mrn:iam:policy:admin
      """)
    #expect(places == ["11:18"])
  }

  @Test("special cases above the general one are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "overlapping-operations",
      """
      operations:
        - name: admin-read
          selector: ["admin:read"]
          policy: mrn:iam:policy:read
        - name: admin
          selector: ["admin:.*"]
          policy: mrn:iam:policy:admin
      """)
    #expect(places.isEmpty)
  }
}
