import Rego

/// `some "admin" in roles`.
struct UnnecessarySome: RegoRule {
  let id = "unnecessary-some"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "`some` before `in` declares variables; without one it only looks as if it did."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.role == .some && site.arguments.count == 2 {
      guard site.arguments[0].isConstant else { continue }
      let start = site.location.offset
      let end = module.skipSpace(from: start + 4)
      let isExact = start + 4 < module.bytes.count && module.text(start..<start + 4) == "some" && end > start + 4
      report(
        finding(
          "`some` declares no variable here", at: site.location, in: module, remedy: "leave `some` out",
          fix: isExact ? module.fix(start..<end, "") : nil))
    }
  }
}
