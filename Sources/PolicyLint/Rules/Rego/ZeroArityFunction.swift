import Rego

/// `is_admin() { … }`.
struct ZeroArityFunction: RegoRule {
  let id = "zero-arity-function"
  let category = LintCategory.bugs
  let severity = LintFinding.Severity.warning
  let summary = "A function without parameters is a rule: it cannot be called with `()`."

  func check(_ module: LintedModule, report: (LintFinding) -> Void) {
    for site in module.index.rules where !site.isElse && !site.isChained && site.rule.head.arguments == nil {
      guard let last = site.rule.head.reference.last, site.rule.head.key == nil,
        site.rule.head.reference.count == 1 || last.stringValue != nil
      else { continue }
      let open = module.skipSpace(from: last.location.end)
      guard open < module.bytes.count, module.bytes[open] == UInt8(ascii: "(") else { continue }
      let close = module.skipSpace(from: open + 1)
      guard close < module.bytes.count, module.bytes[close] == UInt8(ascii: ")") else { continue }
      report(
        finding(
          "`\(site.name)()` takes no parameters and is a rule, not a function", at: site.rule.location, in: module,
          remedy: "leave the parentheses out", fix: module.fix(last.location.end..<close + 1, "")))
    }
  }
}
