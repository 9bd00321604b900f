import Testing

@Suite struct ShadowedEntityTests {
  @Test("what an earlier domain defines too is reported")
  func isFound() {
    let places = LintCase.places(
      "shadowed-entity",
      """
      roles:
        - mrn: mrn:iam:role:admin
          policy: mrn:iam:policy:a
      operations:
        - name: read
          selector: ["a"]
          policy: mrn:iam:policy:a
      """,
      """
      roles:
        - mrn: mrn:iam:role:admin
          policy: mrn:iam:policy:b
      operations:
        - name: read
          selector: ["b"]
          policy: mrn:iam:policy:b
      """)
    #expect(places == ["7:12", "10:13"])
  }

  @Test("names of their own are not reported")
  func isQuiet() {
    let places = LintCase.places(
      "shadowed-entity",
      """
      roles:
        - mrn: mrn:iam:role:admin
          policy: mrn:iam:policy:a
      operations:
        - name: read
          selector: ["a"]
          policy: mrn:iam:policy:a
      """,
      """
      roles:
        - mrn: mrn:iam:role:operator
          policy: mrn:iam:policy:b
      operations:
        - name: read-b
          selector: ["b"]
          policy: mrn:iam:policy:b
      """)
    #expect(places.isEmpty)
  }
}
