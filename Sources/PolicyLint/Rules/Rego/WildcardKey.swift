import Rego

/// `some _, x in xs`.
struct WildcardKey: RegoRule {
  let id = "wildcard-key"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "`some _, x in xs` is `some x in xs`."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls where site.name == "internal.member_3" && site.arguments.count == 3 {
      guard site.arguments[0].isWildcard else { continue }
      let (key, value) = (site.arguments[0].location, site.arguments[1].location)
      report(
        finding(
          "the key is asked for and dropped", at: key, in: module, remedy: "leave `_,` out",
          fix: module.fix(key.offset..<value.offset, "")))
    }
  }
}
