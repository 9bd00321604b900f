import Foundation
import PolicyLint
import Testing

@Suite struct RuleListTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test("ids are unique, in lower case with hyphens")
  func idsAreUnique() {
    let ids = RuleList.catalogue.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids {
      #expect(id.allSatisfy { $0.isLowercase || $0 == "-" || $0.isNumber }, "\(id)")
      #expect(LintCategory(rawValue: id) == nil)
    }
  }

  @Test(
    "every rule has a page that says what to avoid, what to prefer, and why", arguments: RuleList.catalogue.map(\.id))
  func hasPage(_ id: String) throws {
    let page = try String(contentsOf: Self.root.appendingPathComponent("docs/rules/\(id).md"), encoding: .utf8)
    #expect(page.hasPrefix("# \(id)\n"))
    for heading in ["Avoid", "Prefer", "Why"] { #expect(page.contains(heading), "\(heading)") }
  }

  @Test("every page is of a rule")
  func pagesHaveRules() throws {
    let folder = Self.root.appendingPathComponent("docs/rules").path
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".md") }
    for page in pages where page != "README.md" {
      #expect(RuleList.rule(String(page.dropLast(3))) != nil, "\(page)")
    }
  }
}
