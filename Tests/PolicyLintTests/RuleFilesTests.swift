import Foundation
import PolicyLint
import Testing

/// A rule is one file, has a test of the same name and a page.
@Suite struct RuleFilesTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The names of all Swift files below a folder.
  private static func files(_ folder: String) -> Set<String> {
    let found = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
    return Set((found?.compactMap { ($0 as? String)?.split(separator: "/").last.map(String.init) } ?? []))
  }

  private static let sources = files("Sources/PolicyLint/Rules")
  private static let tests = files("Tests/PolicyLintTests")

  private static let rules: [any LintRule] = RuleList.all.domain + RuleList.all.file + RuleList.all.rego

  @Test("every rule has a file and a test twin", arguments: rules.map { "\(type(of: $0))" })
  func hasFiles(_ type: String) {
    let name =
      type.hasSuffix("Rule") && Self.sources.contains(type + ".swift") == false ? String(type.dropLast(4)) : type
    #expect(Self.sources.contains("\(name).swift"))
    #expect(Self.tests.contains("\(name)Tests.swift"))
  }

  @Test("a rule about Rego is named after its id, which no other rule has, and says what it prevents")
  func namesFollowIDs() {
    for rule in RegoRules.all {
      let name = rule.id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
      #expect("\(type(of: rule))" == name)
      #expect(rule.summary.hasSuffix(".") && rule.summary.first?.isLowercase == false)
    }
    #expect(Set(RegoRules.all.map(\.id)).count == RegoRules.all.count)
  }

  @Test("every rule about Rego has a page with its summary", arguments: RegoRules.all.map(\.id))
  func hasPage(_ id: String) throws {
    let page = try String(contentsOf: Self.root.appendingPathComponent("docs/rules/\(id).md"), encoding: .utf8)
    let rule = try #require(RegoRules.all.first { $0.id == id })
    #expect(page.hasPrefix("# \(id)\n\n\(rule.summary)\n"))
    for heading in ["## Avoid", "## Prefer", "## Why"] { #expect(page.contains(heading)) }
  }

  @Test("there are more than enough rules about style, bugs and performance")
  func countOfStyleRules() {
    let kinds: Set<LintCategory> = [.style, .bugs, .performance]
    #expect(RegoRules.all.count { kinds.contains($0.category) } >= 35)
  }
}
