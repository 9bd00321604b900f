import Rego

/// Tabs in some lines, spaces in others.
struct MixedIndentation: RegoRule {
  let id = "mixed-indentation"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "Lines indented by tabs among lines indented by spaces line up in one editor only."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    var first: UInt8?
    for row in 1...module.lines.count {
      let line = module.lines.row(row)
      let margin = line.prefix { $0 == 0x20 || $0 == 0x09 }
      guard margin.count < line.count, let sign = margin.first else { continue }
      let isMixed = margin.contains { $0 != sign }
      if !isMixed, first == nil || first == sign {
        first = sign
        continue
      }
      report(
        finding(
          isMixed
            ? "the line is indented by tabs and spaces"
            : "the line is indented by \(sign == 0x09 ? "tabs" : "spaces"), lines above by the other",
          at: module.location(margin.startIndex..<margin.endIndex), in: module, remedy: "use one of them throughout"))
      return
    }
  }
}
