import PolicyDomain
import Rego

/// What to do about a module that does not parse, where trying something else tells.
struct SyntaxHint {
  private(set) var remedy: String?
  private(set) var fix: LintFinding.Fix?

  init(_ snippet: RegoSnippet, compiler: Compiler, versions: [RegoVersion]) {
    if !versions.contains(.v1), Self.parses(snippet, compiler, .v1) {
      remedy = "this is Rego v1: add `import rego.v1` below the package, or lint with `--no-opa-flags`"
      fix = Self.insertion(of: "import rego.v1", into: snippet)
    } else if versions.contains(.v0), let missing = KeywordImports(missingFrom: snippet.source, compiler: compiler) {
      let words =
        missing.words.isEmpty ? "keywords of Rego v1" : missing.words.map { "`\($0)`" }.joined(separator: " and ")
      let lines = missing.lines.map { "`\($0)`" }.joined(separator: " and ")
      remedy = "\(words) must be imported: add \(lines) below the package"
      if missing.lines.count == 1 { fix = Self.insertion(of: missing.lines[0], into: snippet) }
    } else if !versions.contains(.v0), Self.parses(snippet, compiler, .v0) {
      remedy = "this is Rego v0: write rules with `if` and `contains`, or lint with `--opa-flags --v0-compatible`"
    }
  }

  private static func parses(_ snippet: RegoSnippet, _ compiler: Compiler, _ version: RegoVersion) -> Bool {
    do throws(Diagnostics) {
      _ = try compiler.parse(snippet.source, version: version)
      return true
    } catch { return false }
  }

  /// A line behind the package.
  private static func insertion(of line: String, into snippet: RegoSnippet) -> LintFinding.Fix? {
    guard case .block(_, _, let indent) = snippet.placement else { return nil }
    let rows = snippet.source.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard let row = rows.firstIndex(where: { $0.starts(with: Array("package ".utf8)) }), row + 1 < rows.count else {
      return nil
    }
    var place = snippet.position(row: row + 2, column: 1)
    place.column = 1
    let margin = String(repeating: " ", count: indent)
    return LintFinding.Fix([LintFinding.Fix.Edit(start: place, end: place, replacement: "\n\(margin)\(line)\n")])
  }
}
