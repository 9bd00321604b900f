import Rego

/// `allow := true { … }`: `true` is what a rule is anyway.
struct RedundantTrue: RegoRule {
  let id = "redundant-true"
  let category = LintCategory.style
  let severity = LintFinding.Severity.info
  let summary = "A rule with a body is `true` without saying so."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    var known: [String: Bool] = [:]
    for site in module.index.rules where !site.isChained && !site.rule.isDefault && !site.rule.isBodyGenerated {
      let head = site.rule.head
      // `p[x] = true {…}` is an object, `p[x] {…}` a set.
      guard !head.isValueGenerated, let value = head.value, value.booleanValue == true, head.key == nil,
        head.reference.count == 1 || site.rule.hasIf
      else { continue }
      // Of several values each says which it is.
      let isOnlyTrue = known[site.name] ?? Self.isOnlyTrue(module.index.sites(named: site.name))
      known[site.name] = isOnlyTrue
      guard isOnlyTrue else { continue }
      report(
        finding(
          "`\(site.isElse ? "else" : site.name)` is `true` by having a body", at: value.location, in: module,
          remedy: "leave the value out", fix: fix(value, in: module)))
    }
  }

  private static func isOnlyTrue(_ sites: [SyntaxIndex.RuleSite]) -> Bool {
    sites.allSatisfy { $0.rule.isDefault || $0.rule.head.value?.booleanValue == true }
  }

  private func fix(_ value: Term, in module: LintedModule) -> LintFinding.Fix? {
    guard module.text(value.location.offset..<value.location.end) == "true" else { return nil }
    var start = module.skipSpaceBackwards(from: value.location.offset)
    guard start > 0, module.bytes[start - 1] == UInt8(ascii: "=") else { return nil }
    start -= 1
    if module.bytes[start - 1] == UInt8(ascii: ":") { start -= 1 }
    return module.fix(module.skipSpaceBackwards(from: start)..<value.location.end, "")
  }
}
