import Rego

/// `x in {"a"}`.
struct SingleItemIn: RegoRule {
  let id = "single-item-in"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "`in` with one member is a comparison."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.name == "internal.member_2" && site.arguments.count == 2 {
      guard site.role == .statement || site.role == .negated, let item = onlyItem(site.arguments[1]), item.isConstant
      else { continue }
      let range = site.function.location.offset..<site.arguments[1].location.end
      report(
        finding(
          "`in` asks about one member", at: site.location, in: module, remedy: "write `== \(item)`",
          fix: item.hasExactText && site.arguments[0].hasExactText ? module.fix(range, "== \(item.location.text)") : nil
        ))
    }
  }

  private func onlyItem(_ term: Term) -> Term? {
    switch term.node {
    case .array(let items), .set(let items): items.count == 1 ? items[0] : nil
    default: nil
    }
  }
}
