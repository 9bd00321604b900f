import PolicyDomain
import Testing

@testable import PolicyLint

@Suite struct SelectorComparisonTests {
  private static func selector(_ pattern: String) throws -> Selector {
    try Selector(Positioned(pattern, at: SourcePosition(file: "d.yml", line: 1, column: 1)))
  }

  @Test(
    "a selector is covered where every text of it is matched by the others",
    arguments: [
      ("a", [".*"], true), ("a.*", ["a"], false), ("a[0-9]+", ["a\\d*"], true), ("a[0-9]+", ["a[0-8]+"], false),
      ("ab|ac", ["a.*"], false), ("(ab|ac)", ["a.*"], true), ("(ab|ac)", ["ab", "ac"], true),
      ("(ab|ac)", ["ab"], false),
      ("a{2,4}", ["a+"], true), ("a+", ["a{2,4}"], false), ("a|b", [".*"], false), ("x:.*", ["x:.+", "x:"], true),
      ("é.*", ["[^a-z].*"], true), ("a\\.b", ["a.b"], true), ("a.b", ["a\\.b"], false), ("^a$", ["a"], true),
      ("a", ["b|a"], true), ("(?:a|b)c", ["[ab]c"], true), ("(?P<n>a)c", ["ac"], true), ("\\bx", [".*"], false),
    ])
  func covers(_ pattern: String, _ others: [String], _ isCovered: Bool) throws {
    let comparison = SelectorComparison()
    #expect(try comparison.isCovered(Self.selector(pattern), by: others.map(Self.selector)) == isCovered)
  }

  @Test(
    "a shared text is one that both match",
    arguments: [
      ("a:.*", ".*:read", true), ("a:.*", "b:.*", false), ("a.*z", "[^z]*", false), ("[a-c]x", "[c-e]x", true),
      ("a|b", "xb", true), ("(a|b)", "xb", false), (".*", ".*", true), ("a{3}", "aa", false), ("\\w+", "-", false),
    ])
  func shares(_ first: String, _ second: String, _ isShared: Bool) throws {
    let (a, b) = (try Self.selector(first), try Self.selector(second))
    let text = SelectorComparison().sharedText(a, b)
    #expect((text != nil) == isShared)
    if let text { #expect(a.matches(text) && b.matches(text), "\(text)") }
  }

  @Test("patterns that take long are given up")
  func givesUp() throws {
    let comparison = SelectorComparison()
    for index in 0..<200 {
      let pattern = "(a|b)*a(a|b){\(index % 20)}.*x{\(index % 50)}"
      _ = comparison.isCovered(try Self.selector(pattern), by: [try Self.selector("(a|b)*b(a|b){15}.*")])
    }
    #expect(comparison.isExhausted)
    #expect(try !comparison.isCovered(Self.selector("a"), by: [Self.selector("[ab]")]))
  }

  @Test("sections that are too large to compare say so")
  func saysWhatIsNotCompared() {
    let entries = (0..<500).map { "  - {name: o\($0), selector: [\"a\($0)\"], policy: \"\"}" }
    let report = LintCase.lint([LintCase.domain("operations:\n" + entries.joined(separator: "\n"))])
    let findings = report.findings.filter { $0.rule == "unreachable-selector" }
    #expect(findings.map(\.severity) == [.info])
  }
}
