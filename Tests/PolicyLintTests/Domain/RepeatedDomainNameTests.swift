import Testing

@Suite struct RepeatedDomainNameTests {
  private func places(_ names: String...) -> [String] {
    let report = LintCase.lint(names.map { LintCase.domain("roles: []", name: $0) })
    return report.findings.filter { $0.rule == "repeated-domain-name" }.map { "\($0.position)" }
  }

  @Test("a domain whose name an earlier file has is reported at its name")
  func isFound() {
    #expect(places("a", "b", "a") == ["2.yml:4:9"])
  }

  @Test("domains of different names are not reported")
  func isQuiet() {
    #expect(places("a", "b") == [])
  }
}
