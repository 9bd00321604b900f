import Rego

/// `^a|b$`.
struct RegexAlternation: RegoRule {
  let id = "regex-alternation"
  let category = LintCategory.safety
  let severity = LintFinding.Severity.warning
  let summary = "An alternation reaches beyond the anchors: `^a|b$` is what begins with a or ends with b."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls {
      guard let pattern = RegexCall.pattern(site), let text = pattern.stringValue else { continue }
      let parts = Self.alternatives(text)
      guard parts.count > 1 else { continue }
      let begins = parts.count { $0.hasPrefix("^") }
      let ends = parts.count { $0.hasSuffix("$") && !$0.hasSuffix("\\$") }
      guard begins > 0 && begins < parts.count || ends > 0 && ends < parts.count else { continue }
      report(
        finding(
          "the anchors of `\(text)` hold for one alternative each", at: pattern.location, in: module,
          remedy: "put the alternatives in parentheses: `^(…|…)$`"))
    }
  }

  /// The alternatives that are in no parentheses.
  static func alternatives(_ pattern: String) -> [String] {
    var parts = [""]
    var depth = 0
    var isEscaped = false
    var isClass = false
    for character in pattern {
      defer { isEscaped = character == "\\" && !isEscaped }
      if !isEscaped {
        if character == "[" { isClass = true }
        if character == "]" { isClass = false }
        if !isClass, character == "(" { depth += 1 }
        if !isClass, character == ")" { depth -= 1 }
        if !isClass, character == "|", depth == 0 {
          parts.append("")
          continue
        }
      }
      parts[parts.count - 1].append(character)
    }
    return parts
  }
}
