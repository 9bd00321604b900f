import Rego

/// Patterns in double quotes, whose backslashes have to be doubled.
struct NonRawRegexPattern: RegoRule {
  let id = "non-raw-regex-pattern"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "In double quotes each backslash of a pattern is written twice, and one is soon forgotten."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls {
      guard let pattern = RegexCall.pattern(site), case .string(let value) = pattern.node else { continue }
      let range = pattern.location.offset..<pattern.location.end
      let written = module.text(range)
      guard written.hasPrefix("\""), written.contains("\\\\") else { continue }
      let canBeRaw = !value.contains("`") && !value.contains { $0.isNewline } && value.utf8.allSatisfy { $0 >= 0x20 }
      report(
        finding(
          "the pattern doubles its backslashes", at: pattern.location, in: module,
          remedy: "write it between backticks", fix: canBeRaw ? module.fix(range, "`\(value)`") : nil))
    }
  }
}

/// The built-ins that take a regular expression.
enum RegexCall {
  private static let patternAt = [
    "regex.match": 0, "re_match": 0, "regex.is_valid": 0, "regex.split": 0, "regex.find_n": 0,
    "regex.find_all_string_submatch_n": 0, "regex.replace": 1,
  ]

  /// The pattern that a call is given.
  static func pattern(_ site: SyntaxIndex.CallSite) -> Term? {
    guard let place = patternAt[site.name], place < site.arguments.count else { return nil }
    return site.arguments[place]
  }
}
