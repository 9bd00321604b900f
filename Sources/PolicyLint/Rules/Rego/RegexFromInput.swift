import Rego

/// Patterns that the caller writes.
struct RegexFromInput: RegoRule {
  let id = "regex-from-input"
  let category = LintCategory.safety
  let severity = LintFinding.Severity.warning
  let summary = "Who writes the pattern decides what it matches: `.*` matches everything."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls {
      let pattern = RegexCall.pattern(site) ?? (site.name == "glob.match" ? site.arguments.first : nil)
      guard let pattern, let part = fromInput(pattern) else { continue }
      report(
        finding(
          "the pattern comes from `\(part)`, which the request says", at: pattern.location, in: module,
          remedy: "compare by `==`, `startswith` or `in`, or quote it by `glob.quote_meta`"))
    }
  }

  private func fromInput(_ pattern: Term) -> Term? {
    var found: Term?
    if pattern.call(of: "glob.quote_meta") != nil { return nil }
    pattern.eachTerm { term in
      guard found == nil, case .reference(let steps) = term.node, steps[0].isVariable("input") else { return }
      // Annotations are written by who writes the policies.
      let isOurs = steps.contains { $0.isString("annotations") || $0.isString("mannotations") }
      if !isOurs { found = term }
    }
    return found
  }
}
