import Rego

/// `walk(x, [path, value])` where nothing uses `path`.
struct WalkNoPath: RegoRule {
  let id = "walk-no-path"
  let category = LintCategory.performance
  let severity = LintFinding.Severity.info
  let summary = "`walk` makes an array for each path, unless it is asked for by `_`."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls {
      guard let pattern = pattern(site), case .array(let parts) = pattern.node, parts.count == 2,
        let name = parts[0].variableName, module.index.isLocal(name),
        module.index.occurrences(of: name, in: site.site).count == 1
      else { continue }
      report(
        finding(
          "`walk` makes a path that nothing uses", at: parts[0].location, in: module, remedy: "write `_` for it",
          fix: module.fix(parts[0].location.offset..<parts[0].location.end, "_")))
    }
  }

  private func pattern(_ site: SyntaxIndex.CallSite) -> Term? {
    if site.name == "walk", site.arguments.count == 2 { return site.arguments[1] }
    guard site.name == "eq" || site.name == "assign", site.arguments.count == 2,
      site.arguments[1].call(of: "walk")?.count == 1
    else { return nil }
    return site.arguments[0]
  }
}
