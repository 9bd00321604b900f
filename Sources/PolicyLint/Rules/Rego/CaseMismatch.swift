import Rego

/// `lower(x) == "Admin"`.
struct CaseMismatch: RegoRule {
  let id = "case-mismatch"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "What `lower` gives has no capitals, and is never equal to a text that has."

  private static let comparisons: Set<String> = ["equal", "eq", "neq", "startswith", "endswith", "contains"]

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where Self.comparisons.contains(site.name) && site.arguments.count == 2 {
      for (side, other) in [(0, 1), (1, 0)] {
        guard let call = site.arguments[side].call, call.name == "lower" || call.name == "upper",
          let text = site.arguments[other].stringValue
        else { continue }
        let isLower = call.name == "lower"
        guard isLower ? text != text.lowercased() : text != text.uppercased() else { continue }
        report(
          finding(
            "`\(call.name)` never gives `\(text)`", at: site.arguments[other].location, in: module,
            remedy: "write it in \(isLower ? "small letters" : "capitals")"))
      }
    }
  }
}
