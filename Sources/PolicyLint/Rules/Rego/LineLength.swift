import Rego

/// Lines beyond 120 characters.
struct LineLength: RegoRule {
  let id = "line-length"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A line of more than 120 characters is not seen as a whole."

  private static let charactersMax = 120

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for row in 1...module.lines.count {
      let line = module.lines.row(row)
      guard line.count > Self.charactersMax else { continue }
      let characters = line.count { $0 & 0xC0 != 0x80 }
      guard characters > Self.charactersMax else { continue }
      // A key or an address cannot be broken.
      let longest = line.split(separator: 0x20).map(\.count).max() ?? 0
      guard longest < Self.charactersMax / 2 else { continue }
      report(
        finding(
          "the line has \(characters) characters", at: module.location(line.startIndex..<line.endIndex), in: module,
          remedy: "break it after 120"))
    }
  }
}
