import Foundation
import PolicyLint
import Testing

/// What the pages show is what the rules find.
@Suite struct RulePageTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("docs/rules")

  /// `Avoid` of one page is cut short.
  private static let ids = RegoRules.all.map(\.id).filter { $0 != "rule-length" }

  /// The Rego below a heading, with a package, and the import of its language where it needs one.
  private static func example(_ heading: String, of page: String, package: String) throws -> String {
    let section = try #require(page.components(separatedBy: "## \(heading)\n").dropFirst().first)
    let code = try #require(section.components(separatedBy: "```rego\n").dropFirst().first)
    var text = try #require(code.components(separatedBy: "```").first)
    let isModule = text.contains("package ")
    if !isModule, text.contains(" if ") { text = "import rego.v1\n\n" + text }
    return isModule ? text : "package \(package)\n\n" + text
  }

  @Test("a rule finds what its page says to avoid, and nothing in what to prefer", arguments: ids)
  func examples(_ id: String) throws {
    let page = try String(contentsOf: Self.folder.appendingPathComponent("\(id).md"), encoding: .utf8)
    var cases = RegoRuleCases(id)
    let isMapper = cases.rule.category == .mappers
    cases.kind = isMapper ? .mapper : .policy
    cases.phases = isMapper ? [] : [page.contains("# the policy of an operation") ? .operation : .identity]
    let package = isMapper ? "mapper" : "authz"
    #expect(try !cases.places(Self.example("Avoid", of: page, package: package)).isEmpty)
    #expect(try cases.messages(Self.example("Prefer", of: page, package: package)) == [])
  }
}
