import Rego

/// `regex.match("admin", x)`.
struct UnanchoredRegex: RegoRule {
  let id = "unanchored-regex"
  let category = LintCategory.safety
  let severity = LintFinding.Severity.info
  let summary = "A pattern without `^` and `$` is looked for anywhere in the text."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.name == "regex.match" || site.name == "re_match" {
      guard let pattern = RegexCall.pattern(site), let text = pattern.stringValue, !text.isEmpty,
        !text.contains("^"), !text.contains("$"), !text.contains("\\A"), !text.contains("\\b"),
        !text.hasPrefix(".*"), !text.hasPrefix("(?")
      else { continue }
      report(
        finding(
          "the pattern `\(text)` matches anywhere in the text", at: pattern.location, in: module,
          remedy: "write `^(…)$` around it, or use `contains` if that is meant"))
    }
  }
}
