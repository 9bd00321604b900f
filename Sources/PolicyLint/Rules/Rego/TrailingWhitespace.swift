import Rego

/// Spaces and tabs at line ends.
struct TrailingWhitespace: RegoRule {
  let id = "trailing-whitespace"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "White space at line ends is noise in every later change."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    lazy var strings = module.index.strings.map(\.term.location).filter {
      module.bytes[$0.offset..<$0.end].contains(0x0A)
    }
    for row in 1...module.lines.count {
      let line = module.lines.row(row)
      guard let last = line.last, last == 0x20 || last == 0x09 else { continue }
      let end = line.endIndex
      let start = module.skipSpaceBackwards(from: end)
      // In a raw string it is content.
      guard !strings.contains(where: { $0.offset < end && end < $0.end }) else { continue }
      let first = max(start, line.startIndex)
      report(
        finding(
          "white space at the end of the line", at: module.location(first..<end), in: module, remedy: "remove it",
          fix: module.fix(first..<end, "")))
    }
  }
}
