import Rego

/// `allow := true if { … }` in a v0 module: two rules, of which the first always holds.
struct RuleNamedKeyword: RegoRule {
  let id = "rule-named-keyword"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "A keyword that is not imported makes a rule of its own, and what stands before it unconditional."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    var previous: Rule?
    for rule in module.syntax.rules {
      defer { previous = rule }
      guard let name = rule.head.reference.first?.variableName, Keyword.all.contains(name) else { continue }
      let row = module.lines.rowNumber(of: max(previous?.location.end ?? 1, 1) - 1)
      let isBehind = previous != nil && row == rule.location.row
      report(
        finding(
          isBehind
            ? "`\(name)` is not known as a keyword: it is a rule of that name, and the rule before it always holds"
            : "the rule `\(name)` has the name of a keyword",
          at: rule.location, in: module,
          remedy: isBehind ? "add `import rego.v1` below the package" : "rename the rule"))
    }
  }
}
