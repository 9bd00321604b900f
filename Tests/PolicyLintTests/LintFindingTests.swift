import PolicyLint
import Testing

@Suite struct LintFindingTests {
  @Test("severities are ordered")
  func severityOrder() {
    #expect(LintFinding.Severity.info < .warning)
    #expect(LintFinding.Severity.warning < .error)
  }
}
