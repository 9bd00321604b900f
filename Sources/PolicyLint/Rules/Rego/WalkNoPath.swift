import Rego

/// `walk(x, [path, value])` where nothing uses `path`.
struct WalkNoPath: RegoRule {
  let id = "walk-no-path"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary =
    "A path that nothing uses looks like a condition on where a value stands; `_` says that only values matter."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.calls {
      guard let pattern = pattern(site), case .array(let parts) = pattern.node, parts.count == 2,
        let name = parts[0].variableName, module.index.isLocal(name),
        module.index.occurrences(of: name, in: site.site).count == 1
      else { continue }
      report(
        finding(
          "nothing uses the path", at: parts[0].location, in: module, remedy: "write `_` for it",
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
