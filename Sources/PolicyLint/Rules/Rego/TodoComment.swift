import Rego

/// Comments that put something off.
struct TodoComment: RegoRule {
  let id = "todo-comment"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A policy in force with something left to do."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for comment in module.syntax.comments {
      let words = comment.text.dropFirst().split { !$0.isLetter }
      guard let word = words.first(where: { ["TODO", "FIXME", "XXX", "HACK"].contains($0.uppercased()) }) else {
        continue
      }
      guard word.allSatisfy(\.isUppercase) || words.first == word else { continue }
      report(finding("`\(word)` in a comment", at: comment, in: module, remedy: "do it, or keep it where work is kept"))
    }
  }
}
