import Rego

/// `#comment`.
struct CommentSpacing: RegoRule {
  let id = "comment-spacing"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A comment begins with a space."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for comment in module.syntax.comments {
      let text = module.bytes[comment.offset..<min(comment.end, module.bytes.count)].drop { $0 == UInt8(ascii: "#") }
      guard let first = text.first, first.isLetterOrDigit else { continue }
      report(
        finding(
          "no space behind `#`", at: comment, in: module, remedy: "add one",
          fix: module.fix(text.startIndex..<text.startIndex, " ")))
    }
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self >= 0x80
  }
}
