import Rego

/// Rules that have the name of a built-in function.
struct RuleShadowsBuiltin: RegoRule {
  let id = "rule-shadows-builtin"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "In a module with a rule of its name a built-in cannot be called any more."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for (name, sites) in module.index.sitesByName where BuiltinNames.plain.contains(name) {
      guard !Keyword.all.contains(name) || module.syntax.version != .v0 || name == "contains" else { continue }
      report(
        finding(
          "the rule `\(name)` hides the built-in of that name",
          at: module.index.rules[sites[0]].rule.location, in: module, remedy: "rename the rule"))
    }
  }
}

/// The words that are keywords only with an import.
enum Keyword {
  static let all: Set<String> = ["if", "contains", "in", "every"]
}
