import Testing

@Suite struct MixedNamespacesTests {
  @Test("the odd one among many is reported")
  func isFound() {
    let places = LintCase.places(
      "mixed-namespaces",
      """
      roles:
        - mrn: mrn:iam:acme:role:a
          policy: mrn:iam:acme:policy:p
        - mrn: mrn:iam:acme:role:b
          policy: mrn:iam:acme:policy:p
        - mrn: mrn:iam:acme:role:c
          policy: mrn:iam:acme:policy:p
        - mrn: mrn:iam:amce:role:d
          policy: mrn:iam:acme:policy:p
      """)
    #expect(places == ["13:12"])
  }

  @Test("one namespace is not reported")
  func isQuiet() {
    let places = LintCase.places(
      "mixed-namespaces",
      """
      roles:
        - mrn: mrn:iam:acme:role:a
          policy: mrn:iam:acme:policy:p
        - mrn: mrn:iam:acme:role:b
          policy: mrn:iam:acme:policy:p
        - mrn: mrn:iam:acme:role:c
          policy: mrn:iam:acme:policy:p
        - mrn: mrn:iam:acme:role:d
          policy: mrn:iam:acme:policy:p
      """)
    #expect(places.isEmpty)
  }
}
