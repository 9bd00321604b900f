import Testing

@Suite struct UnusedLibraryTests {
  @Test("a library that nothing lists is reported")
  func isFound() {
    let places = LintCase.places(
      "unused-library",
      """
      policy-libraries:
        - mrn: mrn:iam:library:utils
          rego: package utils
      policies:
        - mrn: mrn:iam:policy:p
          rego: |
            package authz
            import data.utils
            allow = utils.x
      """)
    #expect(places == ["7:12"])
  }

  @Test("a dependency is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "unused-library",
      """
      policy-libraries:
        - mrn: mrn:iam:library:utils
          rego: package utils
      policies:
        - mrn: mrn:iam:policy:p
          rego: |
            package authz
            import data.utils
            allow = utils.x
          dependencies: [mrn:iam:library:utils]
      """)
    #expect(places.isEmpty)
  }
}
