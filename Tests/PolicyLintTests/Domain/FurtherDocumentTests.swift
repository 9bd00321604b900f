import Testing

@Suite struct FurtherDocumentTests {
  @Test("a second document of a file is reported where it begins")
  func isFound() {
    let found = LintCase.findings(LintCase.domain("roles: []") + "---\nkind: Other\n")
    #expect(found.filter { $0.hasSuffix("further-document") } == ["8:1 further-document"])
  }

  @Test("a marker before the only document is not reported")
  func isQuiet() {
    let found = LintCase.findings("---\n" + LintCase.domain("roles: []"))
    #expect(!found.contains { $0.hasSuffix("further-document") })
  }
}
