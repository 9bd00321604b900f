import Rego

/// `import data.lib.users as users`.
struct RedundantAlias: RegoRule {
  let id = "redundant-alias"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "An alias that repeats the last part of the path says nothing."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for value in module.syntax.imports {
      guard let alias = value.alias, let last = value.path.path.last else { continue }
      let name = last.stringValue ?? last.variableName
      guard name == alias else { continue }
      report(
        finding(
          "`as \(alias)` repeats the name that the import has anyway", at: value.location, in: module,
          remedy: "leave the alias out", fix: fix(value, alias, in: module)))
    }
  }

  /// Removes ` as alias`, if it stands on one line.
  private func fix(_ value: Import, _ alias: String, in module: LintedModule) -> LintFinding.Fix? {
    let start = value.path.location.end
    let row = module.lines.rowNumber(of: start)
    let rest = module.lines.row(row).suffix(from: start)
    let tail = module.text(rest.startIndex..<rest.endIndex)
    let words = tail.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
    guard words.count >= 2, words[0] == "as", words[1] == alias,
      let end = tail.range(of: alias, after: tail.index(tail.startIndex, offsetBy: tail.prefix { $0 == " " }.count + 2))
    else { return nil }
    return module.fix(start..<start + tail[..<end].utf8.count, "")
  }
}

extension String {
  /// The index behind the first occurrence of a text at or behind an index.
  fileprivate func range(of text: String, after start: Index) -> Index? {
    var index = start
    while index < endIndex {
      if self[index...].hasPrefix(text) { return self.index(index, offsetBy: text.count) }
      index = self.index(after: index)
    }
    return nil
  }
}
