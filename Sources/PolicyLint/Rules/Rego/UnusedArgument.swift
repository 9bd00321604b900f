import Rego

/// Parameters that a function does not look at.
struct UnusedArgument: RegoRule {
  let id = "unused-argument"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A named parameter that its function does not use is forgotten, or should be `_`."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for (index, site) in module.index.rules.enumerated() {
      guard !site.isElse, !site.isChained, !site.rule.isDefault, let arguments = site.rule.head.arguments else {
        continue
      }
      for argument in arguments {
        guard let name = argument.variableName, module.index.isLocal(name),
          module.index.occurrences(of: name, in: index).count == 1
        else { continue }
        report(
          finding(
            "`\(site.name)` does not use its parameter `\(name)`", at: argument.location, in: module,
            remedy: "write `_`, or use it",
            fix: module.fix(argument.location.offset..<argument.location.end, "_")))
      }
    }
  }
}
