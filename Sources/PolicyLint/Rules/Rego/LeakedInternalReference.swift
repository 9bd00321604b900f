import Rego

/// References to names of another package that begin with `_`.
struct LeakedInternalReference: RegoRule {
  let id = "leaked-internal-reference"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A rule whose name begins with `_` is its library's own, and may change."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.references {
      guard case .variable(let root) = site.steps[0].node, isOutside(root, module),
        let step = site.steps.dropFirst().first(where: { $0.stringValue?.hasPrefix("_") == true })
      else { continue }
      report(inside(step, module))
    }
    for site in module.index.calls {
      guard case .reference(let steps) = site.function.node, case .variable(let root) = steps[0].node,
        isOutside(root, module), let step = steps.last, step.stringValue?.hasPrefix("_") == true
      else { continue }
      report(inside(step, module))
    }
  }

  private func inside(_ step: Term, _ module: LintedModule) -> LintFinding {
    finding(
      "`\(step.stringValue ?? "")` is internal to another package", at: step.location, in: module,
      remedy: "use what the package offers, or rename the rule there")
  }

  private func isOutside(_ root: String, _ module: LintedModule) -> Bool {
    root == "data" || module.index.imports[root]?.path.path[0].isVariable("data") == true
  }
}
