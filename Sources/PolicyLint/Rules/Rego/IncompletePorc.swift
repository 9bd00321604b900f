import Rego

/// PORCs without an operation or a resource.
struct IncompletePorc: RegoRule {
  let id = "incomplete-porc"
  let category = LintCategory.mappers
  let severity = LintFinding.Severity.warning
  let summary = "A PORC without operation or resource reaches no policy that could grant."

  private static let members = ["principal", "operation", "resource", "context"]

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    guard module.isMapper, module.isPackage("mapper") else { return }
    for site in module.index.sites(named: "porc") where !site.rule.isDefault {
      guard let value = site.rule.head.value, case .object(let items) = value.node else { continue }
      let keys = items.compactMap(\.key.stringValue)
      guard keys.count == items.count else { continue }
      for wanted in ["operation", "resource"] where !keys.contains(wanted) {
        let slip = keys.first { !Self.members.contains($0) && EditDistance.isSlip($0, of: wanted) }
        report(
          finding(
            "the PORC has no `\(wanted)`", at: value.location, in: module,
            remedy: slip.map { "did you mean `\(wanted)` by `\($0)`?" } ?? "add `\"\(wanted)\": …`"))
      }
    }
  }
}
